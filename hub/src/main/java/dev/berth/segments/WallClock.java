package dev.berth.segments;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * When the frames of a time line came in. Frames that are late do not move it, but a clock that
 * goes wrong by seconds in a day does. Owned by its segmenter.
 */
final class WallClock {
    /** The publisher's clock and ours may be this far apart. In milliseconds. */
    private static final long APART = 2_000;

    private boolean started;

    /** Milliseconds since 1970 at the time line's zero. */
    private long zero;

    /** A frame of the time {@code millis} came in. */
    void mark(long millis, Instant now) {
        long seen = now.toEpochMilli() - millis;
        if (!started || seen < zero || seen - zero > APART) {
            zero = seen;
            started = true;
        }
    }

    Instant at(long nanos) {
        return Instant.ofEpochMilli(zero + TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** After a pause: the next frame says what time it is. */
    void restart() {
        started = false;
    }
}

package dev.berth.media;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When a batch of a tape has waited enough. Each system call to a reader costs about the same,
 * whether it carries one frame or ten, so frames wait for one another: on average for as long as
 * the stream's delay says, and never longer than twice that, sound for a picture apart.
 *
 * <ul>
 *   <li>With few readers there is little to save: a batch waits two milliseconds for each of them,
 *       so that they cost five hundred calls a second together until the limit is reached.
 *   <li>A batch goes as soon as a picture is in it of which the successor would come too late for
 *       it: waiting on would delay that picture and save no call. Where there are no pictures, the
 *       same goes for sound.
 *   <li>Sound that waits for a picture may do so twice as long: it comes soon, and takes the sound
 *       along. Where pictures are further apart than a batch may be open, or none has come for so
 *       long, sound does not wait for them.
 * </ul>
 *
 * <p>The stream's lock guards it.
 */
final class Cadence {
    private static final long NANOS_A_READER = 2_000_000;

    private final long limit;
    private boolean pictures;
    private long lastTime;
    private long interval;
    private long newestTime;

    Cadence(Duration delay) {
        limit = 2 * delay.toNanos();
    }

    /** How long a batch may be open, in nanoseconds; 0 sends every frame at once. */
    long patience(int readers) {
        return readers == 0 ? limit : Math.min(limit, readers * NANOS_A_READER);
    }

    /** The same for a batch of which is known whether something with a beat is in it. */
    long patience(int readers, boolean beats) {
        long patience = patience(readers);
        long since = TimeUnit.MILLISECONDS.toNanos(newestTime - lastTime);
        boolean soon = pictures && interval <= patience && since <= patience;
        return !beats && soon ? 2 * patience : patience;
    }

    /** Whether a batch that is open for {@code age} nanoseconds should go, now that it has this. */
    boolean completes(Frame frame, long age, int readers) {
        boolean beats = beats(frame);
        newestTime = frame.time();
        if (beats) {
            interval = TimeUnit.MILLISECONDS.toNanos(frame.time() - lastTime);
            lastTime = frame.time();
        }
        long patience = patience(readers);
        return patience == 0 || (beats && age + interval > patience);
    }

    /** Whether it is one of those that come at regular intervals, and matter most. */
    boolean beats(Frame frame) {
        boolean picture = frame.kind() == Kind.VIDEO;
        pictures |= picture;
        return frame.track() == 0
                && frame.role() != Frame.Role.CONFIG
                && (picture || (!pictures && frame.kind() == Kind.AUDIO));
    }
}

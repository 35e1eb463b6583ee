package dev.berth.media;

import java.util.concurrent.TimeUnit;

/**
 * How regularly pictures come, or sound where there are no pictures: a beat each. How far they are
 * apart is told by their time stamps, since many may be read at once. All times are in nanoseconds.
 *
 * <p>The stream's lock guards it.
 */
final class Rhythm {
    /**
     * So much before it is due, what comes regularly is looked for: from one look to the next that
     * finds it there already, until one comes too early and it is seen to come.
     */
    private static final long EARLY = 1_000_000;

    /** So little do time stamps of what is regular differ, which are whole milliseconds. */
    private static final long ROUNDING = 2_000_000;

    /** Beats that the interval is the mean of, about. */
    private static final int MEMORY = 8;

    private static final long UNKNOWN = Long.MAX_VALUE / 2;

    /**
     * So much later than the one before a beat may come without being late: clocks drift apart.
     * Counts where key frames end every batch, so that no beat is awaited.
     */
    private static final long DRIFT = 100_000;

    private boolean pictures;
    private long interval;
    private long lastTime;
    private long newestTime;

    /**
     * When a beat was read, less its time: of the last one that was awaited, or of a later one that
     * was less late.
     */
    private long offset = UNKNOWN;

    /** A frame came; says whether it is a beat. */
    boolean takes(Frame frame) {
        pictures |= frame.kind() == Kind.VIDEO;
        newestTime = frame.time();
        if (!beats(frame)) {
            return false;
        }
        if (frame.time() != lastTime) {
            step(TimeUnit.MILLISECONDS.toNanos(frame.time() - lastTime));
        }
        lastTime = frame.time();
        return true;
    }

    /** Of 24 pictures a second two are 42 ms after the last, and one 41: none of them is right. */
    private void step(long latest) {
        long more = latest - interval;
        interval = Math.abs(more) > ROUNDING ? latest : interval + more / MEMORY;
    }

    private boolean beats(Frame frame) {
        return frame.track() == 0
                && frame.role() != Frame.Role.CONFIG
                && frame.kind() == (pictures ? Kind.VIDEO : Kind.AUDIO);
    }

    /** The last beat was read, which others were waiting for or not. */
    void read(long now, boolean awaited) {
        long late = now - TimeUnit.MILLISECONDS.toNanos(lastTime);
        offset = awaited ? late : Math.min(offset + DRIFT, late);
    }

    /**
     * When a frame came, for all that is known: at {@code earliest} or later, read by {@code now}.
     */
    long arrival(long time, long earliest, long now) {
        long expected = offset + TimeUnit.MILLISECONDS.toNanos(time);
        return Math.clamp(expected, Math.min(earliest, now), now);
    }

    /** From one beat to the next; 0 or less where that is not known. */
    long interval() {
        return interval;
    }

    /** Time of the last beat, in milliseconds of the stream. */
    long lastTime() {
        return lastTime;
    }

    /** Whether a picture is to come within {@code patience}, for all that is known. */
    boolean pictureWithin(long patience) {
        long since = TimeUnit.MILLISECONDS.toNanos(newestTime - lastTime);
        return pictures && interval <= patience && since <= patience;
    }

    /**
     * How long from now until that many beats have come, or until shortly before; negative when
     * they are late.
     */
    long until(long beats, long now) {
        long wait = beats * interval;
        long due = offset + TimeUnit.MILLISECONDS.toNanos(lastTime) + wait - EARLY - now;
        return Math.min(due, wait);
    }
}

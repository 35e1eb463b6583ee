package dev.berth.media;

/**
 * Carries a publisher's clock over to the stream's: 32-bit wraps are undone, a publisher that comes
 * back starts where the last one ended plus the time in between, and a leap becomes a step of one
 * frame. Small differences between the tracks stay exactly as they are.
 */
final class Timeline {
    /**
     * A frame this much ahead of the one before, or behind it, is no frame time but another clock.
     * In milliseconds.
     */
    private static final long LEAP_AHEAD = 30_000;

    private static final long LEAP_BACK = 3_000;
    private static final long ONE_FRAME = 33;

    private boolean started;
    private int lastRaw;
    private long last;
    private long newest;
    private long resumeAt = -1;

    /**
     * The stream's time of a frame that its publisher dates {@code raw}; only the low 32 bits
     * count.
     */
    long map(long raw) {
        int now = (int) raw;
        long time = started ? next(now) : raw & 0xffff_ffffL;
        started = true;
        lastRaw = now;
        last = time;
        newest = Math.max(newest, time);
        return time;
    }

    private long next(int now) {
        if (resumeAt >= 0) {
            long time = resumeAt;
            resumeAt = -1;
            return time;
        }
        int step = now - lastRaw; // right across the wrap at 2^32, because an int wraps as well
        if (step > LEAP_AHEAD || step < -LEAP_BACK) {
            return newest + ONE_FRAME;
        }
        return Math.max(0, last + step);
    }

    /** A new publisher comes, {@code gap} milliseconds after the last frame of the old one. */
    void resume(long gap) {
        if (started) {
            resumeAt = newest + Math.max(ONE_FRAME, gap);
        }
    }
}

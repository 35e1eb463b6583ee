package dev.berth.ffmpeg;

import java.util.Arrays;

/**
 * Joins the end of a file to its beginning, so that time goes on: each pass is moved by the length
 * of the one before. Times are microseconds. One file's, and of its thread.
 */
final class Loop {
    private final long[] last;
    private long shift;
    private long first = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;

    Loop(int tracks) {
        last = new long[tracks];
        reset();
    }

    private void reset() {
        Arrays.fill(last, Long.MIN_VALUE);
        first = Long.MAX_VALUE;
        end = Long.MIN_VALUE;
    }

    /** What to add to the times of this pass. */
    long shift() {
        return shift;
    }

    /**
     * Sees a packet of this pass.
     *
     * @param time its decoding time in the file
     * @param duration zero when nobody knows; then it is taken to be that of the packet before it
     */
    void see(int track, long time, long duration) {
        long lasts =
                duration > 0
                        ? duration
                        : last[track] == Long.MIN_VALUE ? 0 : Math.max(0, time - last[track]);
        last[track] = time;
        first = Math.min(first, time);
        end = Math.max(end, time + lasts);
    }

    /**
     * Begins the next pass. Returns false when this one had no length: then there is nothing to
     * play again.
     */
    boolean again() {
        if (end <= first) {
            return false;
        }
        shift += end - first;
        reset();
        return true;
    }
}

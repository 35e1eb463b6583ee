package dev.berth.ffmpeg;

import java.util.Arrays;

/**
 * Joins what a server sends into one line of time: where its clock leaps, as between two programmes
 * of an HLS list, time goes on without a hole, for all tracks alike. Times are microseconds. One
 * input's, and of its thread.
 */
final class Splice {
    /** What is this much ahead of its own track is of another clock. */
    private static final long AHEAD = 10_000_000;

    /** The same for what is behind. */
    private static final long BEHIND = 500_000;

    private static final long ONE_FRAME = 33_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final long[] shifts;
    private final long[] last;

    /** What the last leap of any track made of the shift. */
    private long shift;

    private long newest = NEVER;

    Splice(int tracks) {
        shifts = new long[tracks];
        last = new long[tracks];
        Arrays.fill(last, NEVER);
    }

    /** Where the packet that its track dates {@code time} belongs; never before the one before. */
    long map(int track, long time) {
        if (leaps(track, time + shifts[track])) {
            leap(track, time);
        }
        last[track] = Math.max(last[track], time + shifts[track]);
        newest = Math.max(newest, last[track]);
        return last[track];
    }

    private boolean leaps(int track, long moved) {
        long before = last[track];
        return before != NEVER && (moved - before > AHEAD || moved - before < -BEHIND);
    }

    /** The track that follows another one over a leap goes exactly as far, and stays in step. */
    private void leap(int track, long time) {
        if (leaps(track, time + shift)) {
            shift = newest + ONE_FRAME - time;
        }
        shifts[track] = shift;
    }
}

package dev.berth.ffmpeg;

/**
 * Dates the samples that leave a recoder by the times of the frames that came in. Frames are dated
 * in whole milliseconds, and a sender's samples and its clock are never quite of one speed: small
 * differences are made up for little by little, and a hole moves everything behind it. One track's,
 * and of its thread.
 */
final class SoundClock {
    /** What differs by more is no rounding and no drift, in milliseconds. */
    private static final double HOLE = 100;

    private static final double SHARE = 1.0 / 64;

    private final int rate;
    private double zero;
    private boolean started;
    private long last = Long.MIN_VALUE;

    /** {@code rate}: samples a second. */
    SoundClock(int rate) {
        this.rate = rate;
    }

    /** A frame came in that is dated {@code millis}, and begins with the sample of that number. */
    void hear(long millis, long sample) {
        double off = millis - millis(sample);
        if (!started || Math.abs(off) > HOLE) {
            started = true;
            zero += off;
        } else {
            zero += off * SHARE;
        }
    }

    private double millis(long sample) {
        return zero + sample * 1_000.0 / rate;
    }

    /** When the sample of that number is heard, in milliseconds; never before the one before. */
    long at(long sample) {
        last = Math.max(last, Math.max(0, Math.round(millis(sample))));
        return last;
    }
}

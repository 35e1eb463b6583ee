package dev.berth.ffmpeg;

/**
 * Undoes the wrapping of FFmpeg's FLV time stamps: it writes the low 31 bits, which are full after
 * 24 days. One output's, and of its thread.
 */
final class FlvTimes {
    private static final long SPAN = 1L << 31;

    private long last;

    /** The whole time of a tag dated {@code stamp}: the one nearest to the tag before it. */
    long whole(long stamp) {
        long time = last - Math.floorMod(last, SPAN) + stamp;
        if (time - last > SPAN / 2) {
            time -= SPAN;
        } else if (last - time > SPAN / 2) {
            time += SPAN;
        }
        last = Math.max(0, time);
        return last;
    }
}

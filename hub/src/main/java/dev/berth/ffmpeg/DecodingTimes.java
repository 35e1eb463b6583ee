package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Guesses the decoding times a file does not tell: Matroska dates pictures by when they are shown,
 * and with B pictures the first few have no other time. One track's, in its unit, and of its
 * thread.
 */
final class DecodingTimes {
    private final int delay;
    private final long usual;
    private long next = AV_NOPTS_VALUE;

    /**
     * Knows no packet yet.
     *
     * @param delay how many pictures a decoder holds back before it shows the first
     * @param usual how long a packet lasts that does not say so; 0 when nobody knows
     */
    DecodingTimes(int delay, long usual) {
        this.delay = delay;
        this.usual = usual;
    }

    /**
     * Gives the packet a decoding time if it has none, but a time to be shown; and both if it has
     * neither, and follows one that had: a transport stream dates one of several sounds.
     */
    void complete(AVPacket packet) {
        if (packet.dts() == AV_NOPTS_VALUE && packet.pts() == AV_NOPTS_VALUE) {
            packet.pts(next);
            packet.dts(next);
        }
        if (packet.dts() == AV_NOPTS_VALUE && packet.pts() != AV_NOPTS_VALUE) {
            long first = packet.pts() - delay * packet.duration();
            packet.dts(next == AV_NOPTS_VALUE ? first : Math.min(next, packet.pts()));
        }
        if (packet.dts() != AV_NOPTS_VALUE) {
            next = packet.dts() + (packet.duration() > 0 ? packet.duration() : usual);
        }
    }

    /** The file begins again. */
    void reset() {
        next = AV_NOPTS_VALUE;
    }
}

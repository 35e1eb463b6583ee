package dev.berth.codec.mp4;

import io.netty.buffer.ByteBuf;

/**
 * One access unit of a track. Its decoding time follows from those before it.
 *
 * @param duration ticks until the next one is decoded
 * @param offset ticks from when it is decoded to when it is shown; may be negative
 * @param data the bytes, which are borrowed: written from the reader index on, no index moves
 */
public record Mp4Sample(int duration, int offset, Need need, ByteBuf data) {
    /** What a sample needs, and who needs it: 14496-12, 8.6.4.3 and 8.8.3.1. */
    public enum Need {
        /** Decodable by itself: a player may begin here. */
        NOTHING(0x0200_0000),
        /** Needs others. */
        OTHERS(0x0101_0000),
        /** Needs others, and none needs it. */
        OTHERS_UNNEEDED(0x0181_0000);

        final int flags;

        Need(int flags) {
            this.flags = flags;
        }
    }

    int size() {
        return data.readableBytes();
    }
}

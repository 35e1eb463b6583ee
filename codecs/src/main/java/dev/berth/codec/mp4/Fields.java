package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;

/** Whole bytes of configurations, checked before they are read. */
final class Fields {
    /** No picture of any codec here is wider or higher. */
    private static final long LONGEST_SIDE = 65_535;

    private Fields() {}

    static void need(ByteBuf in, int bytes, String what) throws Malformed {
        if (in.readableBytes() < bytes) {
            throw new Malformed(
                    "%s needs %d bytes and %d are left".formatted(what, bytes, in.readableBytes()));
        }
    }

    /** A slice behind its length in two bytes. */
    static ByteBuf sized(ByteBuf in, String what) throws Malformed {
        need(in, 2, what);
        int length = in.readUnsignedShort();
        need(in, length, what);
        return in.readSlice(length);
    }

    /** A width or height. */
    static int side(long pixels, String what) throws Malformed {
        if (pixels < 1 || pixels > LONGEST_SIDE) {
            throw new Malformed(
                    "%s says %d pixels; 1 to %d are possible"
                            .formatted(what, pixels, LONGEST_SIDE));
        }
        return (int) pixels;
    }
}

package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;

/** NAL units behind their lengths: ISO/IEC 14496-15. */
final class Lengths {
    private Lengths() {}

    /** Takes the next unit, a slice, and the length of {@code lengthBytes} before it. */
    static ByteBuf unit(ByteBuf in, int lengthBytes) throws Malformed {
        int length = number(in, lengthBytes);
        if (length < 0 || length > in.readableBytes()) {
            throw new Malformed(
                    "a NAL unit of %d bytes is announced where %d are left"
                            .formatted(Integer.toUnsignedLong(length), in.readableBytes()));
        }
        return in.readSlice(length);
    }

    /** Takes a number of 1 to 4 bytes. */
    static int number(ByteBuf in, int bytes) throws Malformed {
        if (in.readableBytes() < bytes) {
            throw new Malformed(
                    "%d bytes are left where a length of %d belongs"
                            .formatted(in.readableBytes(), bytes));
        }
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | in.readUnsignedByte();
        }
        return number;
    }
}

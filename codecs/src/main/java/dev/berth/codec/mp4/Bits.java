package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Reads a header bit by bit, the highest first. Moves no index of its bytes. */
final class Bits {
    /** More leading zeros than that cannot belong to a number of 32 bits. */
    private static final int MOST_ZEROS = 31;

    private final ByteBuf bytes;
    private final String what;
    private long at;
    private final long end;

    /**
     * @param what names the header in messages, such as {@code the H.264 SPS}
     */
    Bits(ByteBuf bytes, String what) {
        this.bytes = bytes;
        this.what = what;
        at = 8L * bytes.readerIndex();
        end = 8L * bytes.writerIndex();
    }

    /**
     * Of a NAL unit, from which the bytes 3 that keep start codes out of it are taken: H.264 7.4.1,
     * HEVC 7.4.2. Copies it.
     */
    static Bits ofNalUnit(ByteBuf unit, String what) {
        var plain = Unpooled.buffer(unit.readableBytes());
        int zeros = 0;
        for (int i = unit.readerIndex(); i < unit.writerIndex(); i++) {
            int next = unit.getByte(i);
            if (zeros >= 2 && next == 3) {
                zeros = 0;
            } else {
                plain.writeByte(next);
                zeros = next == 0 ? zeros + 1 : 0;
            }
        }
        return new Bits(plain, what);
    }

    /** An unsigned number of up to 32 bits. */
    long read(int count) throws Malformed {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** An unsigned number of up to 31 bits. */
    int number(int count) throws Malformed {
        return (int) read(count);
    }

    boolean flag() throws Malformed {
        return read(1) == 1;
    }

    void skip(int count) throws Malformed {
        need(count);
        at += count;
    }

    /** An unsigned Exp-Golomb number: H.264 9.1. AV1 calls the same uvlc. */
    long golomb() throws Malformed {
        int zeros = 0;
        while (!flag()) {
            if (++zeros > MOST_ZEROS) {
                throw new Malformed(
                        "%s has a number of more than %d bits".formatted(what, MOST_ZEROS));
            }
        }
        return (1L << zeros) - 1 + read(zeros);
    }

    /** A signed Exp-Golomb number: H.264 9.1.1. */
    long signedGolomb() throws Malformed {
        long code = golomb();
        return (code & 1) == 1 ? (code + 1) / 2 : -(code / 2);
    }

    private int bit() {
        int octet = bytes.getUnsignedByte((int) (at >> 3));
        int bit = octet >> (7 - (int) (at & 7)) & 1;
        at++;
        return bit;
    }

    private void need(int count) throws Malformed {
        if (end - at < count) {
            throw new Malformed(
                    "%s ends %d bits before its next field does"
                            .formatted(what, count - (end - at)));
        }
    }
}

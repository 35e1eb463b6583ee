package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;

/**
 * Reads the bits of a NAL unit's payload, without the bytes that only keep start codes out of it:
 * H.264 and H.265, 7.4.1 and 9.2.
 */
final class Bits {
    private static final int LONGEST_CODE = 31;

    private final ByteBuf bytes;
    private int next;
    private int zeros;
    private int current;
    private int left;

    /** From index {@code from} of {@code bytes} to their end. Moves no indices. */
    Bits(ByteBuf bytes, int from) {
        this.bytes = bytes;
        this.next = from;
    }

    /** The next {@code count} bits, at most 32. */
    int read(int count) throws Malformed {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    void skip(int count) throws Malformed {
        for (int i = 0; i < count; i++) {
            bit();
        }
    }

    boolean flag() throws Malformed {
        return bit() == 1;
    }

    /** An unsigned Exp-Golomb code: {@code ue(v)}. */
    int code() throws Malformed {
        int length = 0;
        while (bit() == 0) {
            if (++length > LONGEST_CODE) {
                throw new Malformed("an Exp-Golomb code has more than 31 leading zeros");
            }
        }
        return (1 << length) - 1 + read(length);
    }

    private int bit() throws Malformed {
        if (left == 0) {
            current = payload();
            left = 8;
        }
        return current >> --left & 1;
    }

    private int payload() throws Malformed {
        int value = raw();
        if (zeros >= 2 && value == 3) {
            zeros = 0;
            value = raw();
        }
        zeros = value == 0 ? zeros + 1 : 0;
        return value;
    }

    private int raw() throws Malformed {
        if (next >= bytes.writerIndex()) {
            throw new Malformed("a parameter set ends within its fields");
        }
        return bytes.getUnsignedByte(next++);
    }
}

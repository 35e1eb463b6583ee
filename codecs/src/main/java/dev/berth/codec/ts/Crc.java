package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;

/** The check sum of tables: ISO/IEC 13818-1, annex A. Over a table and its own sum it is 0. */
final class Crc {
    private static final int POLYNOMIAL = 0x04c1_1db7;
    private static final int[] TABLE = table();

    private Crc() {}

    private static int[] table() {
        var table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int rest = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                rest = rest < 0 ? rest << 1 ^ POLYNOMIAL : rest << 1;
            }
            table[i] = rest;
        }
        return table;
    }

    /** Of {@code length} bytes from index {@code from} on. */
    static int of(ByteBuf bytes, int from, int length) {
        int sum = -1;
        for (int i = from; i < from + length; i++) {
            sum = sum << 8 ^ TABLE[sum >>> 24 ^ bytes.getUnsignedByte(i)];
        }
        return sum;
    }
}

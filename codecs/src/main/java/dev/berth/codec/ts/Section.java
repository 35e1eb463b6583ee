package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Puts the sections of one table together: 2.4.4. Belongs to the reader of the stream. */
final class Section {
    private static final int HEADER = 3;

    /** The most that a section of the tables of ISO/IEC 13818-1 may have. */
    private static final int LONGEST = 1_024;

    /** Behind the last section of a packet. */
    private static final int STUFFING = 0xff;

    private final ByteBuf bytes = Unpooled.buffer(LONGEST, LONGEST + Ts.PACKET);

    /** The payload of a packet; a section ends, or begins, or both. */
    void add(ByteBuf payload, boolean begins) {
        if (begins) {
            int rest = payload.isReadable() ? payload.readUnsignedByte() : 0;
            payload.skipBytes(Math.min(rest, payload.readableBytes()));
            bytes.clear();
        }
        if (begins || bytes.isReadable()) {
            bytes.writeBytes(payload, Math.min(payload.readableBytes(), bytes.writableBytes()));
        }
    }

    /** The next whole section, which is good until the next call of {@link #add}; or null. */
    @Nullable ByteBuf next() {
        if (bytes.readableBytes() < HEADER || table() == STUFFING) {
            return null;
        }
        int length = HEADER + (bytes.getUnsignedShort(bytes.readerIndex() + 1) & 0xfff);
        return bytes.readableBytes() < length ? null : bytes.readSlice(length);
    }

    private int table() {
        return bytes.getUnsignedByte(bytes.readerIndex());
    }

    /** What of the last section is missing is lost. */
    void drop() {
        bytes.clear();
    }
}

package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the PES packets of one track together, 2.4.3.6, and hands their payload on. Belongs to the
 * reader of the stream.
 */
final class Pes {
    private static final int HEADER = 9;
    private static final int LENGTH_ENDS = 6;
    private static final int START_CODE = 1;
    private static final int STAMP = 5;

    private final PayloadReader payload;
    private final ByteBufAllocator allocator;
    private final Unwrapping times;
    private @Nullable ByteBuf unit;
    private boolean entry;
    private boolean filled;

    Pes(PayloadReader payload, ByteBufAllocator allocator, Unwrapping times) {
        this.payload = payload;
        this.allocator = allocator;
        this.times = times;
    }

    /** How many bytes of an unfinished packet are kept. */
    int held() {
        return unit == null ? 0 : unit.readableBytes();
    }

    /** A PES packet begins with the next bytes. The one before it has ended. */
    void begin(boolean entryPoint) {
        unit = allocator.buffer(Ts.PACKET);
        entry = entryPoint;
    }

    /**
     * More of the packet. What does not belong to any is passed over.
     *
     * @param end whether it looks like the end of it
     */
    void more(ByteBuf bytes, boolean end) {
        if (unit != null) {
            unit.writeBytes(bytes);
            filled = end;
        }
    }

    /** Whether the last bytes that came look like the end of the packet. */
    boolean rounded() {
        return filled;
    }

    /** Whether the packet has all the bytes that it announced; one that announced none never. */
    boolean whole() {
        if (unit == null || unit.readableBytes() < LENGTH_ENDS) {
            return false;
        }
        int announced = unit.getUnsignedShort(LENGTH_ENDS - 2);
        return announced > 0 && unit.readableBytes() >= LENGTH_ENDS + announced;
    }

    /**
     * Hands on the packet as far as it has come, if there is one.
     *
     * @return false when it made no sense
     */
    boolean end(Consumer<TsMessage> to) {
        var bytes = unit;
        if (bytes == null) {
            return true;
        }
        unit = null;
        try {
            return read(bytes, to);
        } finally {
            bytes.release();
        }
    }

    private boolean read(ByteBuf bytes, Consumer<TsMessage> to) {
        if (bytes.readableBytes() < HEADER || bytes.getUnsignedMedium(0) != START_CODE) {
            return false;
        }
        int begins = HEADER + bytes.getUnsignedByte(HEADER - 1);
        int announced = bytes.getUnsignedShort(LENGTH_ENDS - 2);
        int ends = announced == 0 ? bytes.writerIndex() : LENGTH_ENDS + announced;
        if (bytes.getByte(6) >> 6 != -2 || begins > ends || ends > bytes.writerIndex()) {
            return false;
        }
        return payload.read(time(bytes, begins), bytes.slice(begins, ends - begins), to);
    }

    private PesTime time(ByteBuf bytes, int ends) {
        int flags = bytes.getUnsignedByte(7) >> 6;
        if (flags < 2 || ends < HEADER + STAMP) {
            return new PesTime(Ts.NO_TIME, Ts.NO_TIME, entry);
        }
        boolean both = flags == 3 && ends >= HEADER + 2 * STAMP;
        long dts = times.unwrap(stamp(bytes, both ? HEADER + STAMP : HEADER));
        long pts = both ? Unwrapping.near(dts, stamp(bytes, HEADER)) : dts;
        return new PesTime(pts, dts, entry);
    }

    /** 33 bits among five markers. */
    private static long stamp(ByteBuf bytes, int at) {
        return (bytes.getByte(at) & 0x0eL) << 29
                | (bytes.getUnsignedShort(at + 1) >> 1) << 15
                | bytes.getUnsignedShort(at + 3) >> 1;
    }

    /** Gives the packet up. */
    void drop() {
        if (unit != null) {
            unit.release();
            unit = null;
        }
        payload.gap();
    }
}

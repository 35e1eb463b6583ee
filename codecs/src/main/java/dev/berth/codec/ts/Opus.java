package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** How Opus lies in a transport stream, and its identification header: RFC 7845, section 5.1. */
final class Opus {
    static final int MOST_CHANNELS = 8;

    /** Eleven bits before every packet. */
    private static final int CONTROL = 0x7fe0;

    private static final int CONTROL_MASK = 0xffe0;
    private static final int START_TRIM = 0x10;
    private static final int END_TRIM = 0x08;
    private static final int CONTROL_EXTENSION = 0x04;
    private static final int CHANNELS_AT = 9;

    /** 80 ms at 48 kHz, which RFC 7845 recommends when nobody knows better. */
    private static final int PRE_SKIP = 3_840;

    /** Streams, coupled ones, and the mapping of channels, by their number: RFC 7845, 5.1.1.2. */
    private static final byte[][] MAPPINGS = {
        {2, 1, 0, 2, 1},
        {2, 2, 0, 1, 2, 3},
        {3, 2, 0, 4, 1, 2, 3},
        {4, 2, 0, 4, 1, 2, 3, 5},
        {4, 3, 0, 4, 1, 2, 3, 5, 6},
        {5, 3, 0, 6, 1, 2, 3, 4, 5, 7}
    };

    private Opus() {}

    /** The identification header of a stream of so many channels. */
    static ByteBuf head(int channels) {
        var out = Unpooled.buffer();
        out.writeCharSequence("OpusHead", StandardCharsets.US_ASCII);
        out.writeByte(1).writeByte(channels).writeShortLE(PRE_SKIP).writeIntLE(48_000);
        out.writeShortLE(0);
        return channels <= 2
                ? out.writeByte(0)
                : out.writeByte(1).writeBytes(MAPPINGS[channels - 3]);
    }

    /** The channels that an identification header names. */
    static int channels(ByteBuf head) throws Malformed {
        int channels =
                head.readableBytes() <= CHANNELS_AT
                        ? 0
                        : head.getUnsignedByte(head.readerIndex() + CHANNELS_AT);
        if (channels == 0 || channels > MOST_CHANNELS) {
            throw new Malformed(
                    "an Opus header names %d channels; a transport stream carries 1 to 8"
                            .formatted(channels));
        }
        return channels;
    }

    /** Writes what stands before a packet of so many bytes. */
    static void control(int length, ByteBuf out) {
        out.writeShort(CONTROL);
        int left = length;
        for (; left >= 0xff; left -= 0xff) {
            out.writeByte(0xff);
        }
        out.writeByte(left);
    }

    /** Takes a packet, a slice, and the control header before it. */
    static ByteBuf packet(ByteBuf in) throws Malformed {
        int control = Lengths.number(in, 2);
        if ((control & CONTROL_MASK) != CONTROL) {
            throw new Malformed("an Opus packet begins with 0x%04x".formatted(control));
        }
        int length = 0;
        int part;
        do {
            part = Lengths.number(in, 1);
            length += part;
        } while (part == 0xff);
        skip(in, (control & START_TRIM) == 0 ? 0 : 2);
        skip(in, (control & END_TRIM) == 0 ? 0 : 2);
        skip(in, (control & CONTROL_EXTENSION) == 0 ? 0 : Lengths.number(in, 1));
        return skip(in, length);
    }

    private static ByteBuf skip(ByteBuf in, int bytes) throws Malformed {
        if (in.readableBytes() < bytes) {
            throw new Malformed(
                    "an Opus packet of %d bytes is announced where %d are left"
                            .formatted(bytes, in.readableBytes()));
        }
        return in.readSlice(bytes);
    }

    /** How long a packet lasts, in ticks of 90 kHz: RFC 6716, section 3.1. */
    static long ticks(ByteBuf packet) {
        if (!packet.isReadable()) {
            return 0;
        }
        int toc = packet.getUnsignedByte(packet.readerIndex());
        return (long) frames(packet, toc & 3) * samples(toc >> 3) * Ts.CLOCK / 48_000;
    }

    private static int frames(ByteBuf packet, int code) {
        return switch (code) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default ->
                    packet.readableBytes() > 1
                            ? packet.getUnsignedByte(packet.readerIndex() + 1) & 0x3f
                            : 0;
        };
    }

    /** Samples of one frame at 48 kHz: SILK 10 to 60 ms, hybrid 10 or 20, CELT 2.5 to 20. */
    private static int samples(int config) {
        if (config < 12) {
            return (config & 3) == 3 ? 2_880 : 480 << (config & 3);
        }
        return config < 16 ? 480 << (config & 1) : 120 << (config & 3);
    }
}

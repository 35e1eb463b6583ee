package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track.Picture;
import io.netty.buffer.ByteBuf;

/** AV1: its configuration record (AV1 in ISOBMFF, 2.3), and the size out of the sequence header. */
final class Av1Configuration {
    private static final String RECORD = "the AV1 configuration record";
    private static final String SEQUENCE = "the AV1 sequence header";
    private static final int HEAD = 4;
    private static final int SEQUENCE_HEADER = 1;

    /** AV1, 4.10.5: a length has eight bytes at most. */
    private static final int LONGEST_LENGTH = 8;

    /** Levels above this one name a tier. */
    private static final int LAST_LEVEL_WITHOUT_TIER = 7;

    private Av1Configuration() {}

    static Mp4Track track(int id, ByteBuf in) throws Malformed {
        Fields.need(in, HEAD, RECORD);
        var picture = picture(sequenceHeader(in.slice().skipBytes(HEAD)));
        var entry =
                SampleEntry.picture(
                        "av01", picture, out -> Box.box(out, "av1C", () -> Box.append(out, in)));
        return new Mp4Track(id, codec(in), picture, entry);
    }

    /** AV1 in ISOBMFF, 5: {@code av01.0.04M.08}. */
    private static String codec(ByteBuf in) {
        int second = in.getUnsignedByte(in.readerIndex() + 1);
        int third = in.getUnsignedByte(in.readerIndex() + 2);
        int depth = (third & 0x40) == 0 ? 8 : (third & 0x20) == 0 ? 10 : 12;
        return "av01.%d.%02d%c.%02d"
                .formatted(second >> 5, second & 0x1f, (third & 0x80) == 0 ? 'M' : 'H', depth);
    }

    /** AV1, 5.3: the payload of the first unit that is a sequence header. */
    private static ByteBuf sequenceHeader(ByteBuf in) throws Malformed {
        while (in.isReadable()) {
            int header = in.readUnsignedByte();
            boolean extended = (header & 4) != 0;
            Fields.need(in, extended ? 1 : 0, RECORD);
            in.skipBytes(extended ? 1 : 0);
            long length = (header & 2) == 0 ? in.readableBytes() : length(in);
            if (length > in.readableBytes()) {
                throw new Malformed(
                        "%s has a unit of %d bytes and %d are left"
                                .formatted(RECORD, length, in.readableBytes()));
            }
            var payload = in.readSlice((int) length);
            if ((header >> 3 & 0xf) == SEQUENCE_HEADER) {
                return payload;
            }
        }
        throw new Malformed(
                RECORD + " has no sequence header, which says how large the picture is");
    }

    private static long length(ByteBuf in) throws Malformed {
        long length = 0;
        for (int i = 0; i < LONGEST_LENGTH; i++) {
            Fields.need(in, 1, RECORD);
            int next = in.readUnsignedByte();
            length |= (next & 0x7fL) << (7 * i);
            if (next < 0x80) {
                return length;
            }
        }
        throw new Malformed(
                "%s has a length of more than %d bytes".formatted(RECORD, LONGEST_LENGTH));
    }

    /** AV1, 5.5.1. */
    private static Picture picture(ByteBuf payload) throws Malformed {
        var bits = new Bits(payload, SEQUENCE);
        bits.skip(3 + 1);
        if (bits.flag()) {
            bits.skip(5);
        } else {
            skipOperation(bits);
        }
        int widthBits = bits.number(4) + 1;
        int heightBits = bits.number(4) + 1;
        long width = bits.read(widthBits) + 1;
        long height = bits.read(heightBits) + 1;
        return new Picture(Fields.side(width, SEQUENCE), Fields.side(height, SEQUENCE));
    }

    /** Timing, and the operating points. */
    private static void skipOperation(Bits bits) throws Malformed {
        int delayBits = bits.flag() ? skipTiming(bits) : 0;
        boolean delays = bits.flag();
        for (int points = bits.number(5) + 1; points > 0; points--) {
            bits.skip(12);
            bits.skip(bits.number(5) > LAST_LEVEL_WITHOUT_TIER ? 1 : 0);
            if (delayBits > 0 && bits.flag()) {
                bits.skip(2 * delayBits + 1);
            }
            if (delays && bits.flag()) {
                bits.skip(4);
            }
        }
    }

    /** AV1, 5.5.3 and 5.5.4: how many bits a delay has, 0 when there are none. */
    private static int skipTiming(Bits bits) throws Malformed {
        bits.skip(64);
        if (bits.flag()) {
            bits.golomb();
        }
        if (!bits.flag()) {
            return 0;
        }
        int delayBits = bits.number(5) + 1;
        bits.skip(32 + 5 + 5);
        return delayBits;
    }
}

package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track.Picture;
import io.netty.buffer.ByteBuf;

/** H.264: its configuration record (14496-15, 5.3.3.1), and the picture's size out of the SPS. */
final class AvcConfiguration {
    private static final String RECORD = "the H.264 configuration record";
    private static final String SPS = "the H.264 SPS";
    private static final int MACROBLOCK = 16;

    /** An SPS may name so many frames in a cycle at most: H.264, 7.4.2.1.1. */
    private static final int LONGEST_CYCLE = 255;

    private AvcConfiguration() {}

    static Mp4Track track(int id, ByteBuf in) throws Malformed {
        Fields.need(in, 6, RECORD);
        int profileAndLevel = in.getUnsignedMedium(in.readerIndex() + 1);
        var picture = picture(firstSps(in.slice()));
        var entry =
                SampleEntry.picture(
                        "avc1", picture, out -> Box.box(out, "avcC", () -> Box.append(out, in)));
        return new Mp4Track(id, "avc1.%06x".formatted(profileAndLevel), picture, entry);
    }

    private static ByteBuf firstSps(ByteBuf in) throws Malformed {
        in.skipBytes(5);
        if ((in.readUnsignedByte() & 0x1f) == 0) {
            throw new Malformed(RECORD + " has no SPS, without which nothing can be decoded");
        }
        return Fields.sized(in, SPS);
    }

    /** H.264, 7.3.2.1.1. */
    private static Picture picture(ByteBuf unit) throws Malformed {
        var bits = Bits.ofNalUnit(unit, SPS);
        bits.skip(8);
        int profile = bits.number(8);
        bits.skip(16);
        bits.golomb(); // its own number
        int chroma = hasChroma(profile) ? chroma(bits) : 1;
        bits.golomb(); // frame numbers
        skipPictureOrder(bits);
        bits.golomb(); // reference frames
        bits.skip(1);
        long width = MACROBLOCK * (bits.golomb() + 1);
        long rows = bits.golomb() + 1;
        int fields = bits.flag() ? 1 : 2;
        bits.skip(fields == 2 ? 2 : 1);
        long height = MACROBLOCK * rows * fields;
        return bits.flag() ? cropped(bits, width, height, chroma, fields) : picture(width, height);
    }

    /** Older profiles have none of the fields about colour. */
    private static boolean hasChroma(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    /** The fields that only the high profiles have; how many colour samples there are. */
    private static int chroma(Bits bits) throws Malformed {
        long chroma = bits.golomb();
        boolean separate = chroma == 3 && bits.flag();
        bits.golomb(); // depth of brightness
        bits.golomb(); // depth of colour
        bits.skip(1);
        if (bits.flag()) {
            for (int list = 0; list < (chroma == 3 ? 12 : 8); list++) {
                skipScalingList(bits, list < 6 ? 16 : 64);
            }
        }
        return separate ? 0 : (int) Math.min(chroma, 3);
    }

    /** H.264, 7.3.2.1.1.1. */
    private static void skipScalingList(Bits bits, int size) throws Malformed {
        if (!bits.flag()) {
            return;
        }
        long last = 8;
        long next = 8;
        for (int i = 0; i < size && next != 0; i++) {
            next = (last + bits.signedGolomb()) & 0xff;
            last = next == 0 ? last : next;
        }
    }

    private static void skipPictureOrder(Bits bits) throws Malformed {
        long type = bits.golomb();
        if (type == 0) {
            bits.golomb();
        } else if (type == 1) {
            bits.skip(1);
            bits.signedGolomb();
            bits.signedGolomb();
            long cycle = bits.golomb();
            if (cycle > LONGEST_CYCLE) {
                throw new Malformed(
                        "%s has a cycle of %d frames; %d are allowed"
                                .formatted(SPS, cycle, LONGEST_CYCLE));
            }
            for (long i = 0; i < cycle; i++) {
                bits.signedGolomb();
            }
        }
    }

    /** Cropping counts colour samples, and rows of one field: H.264, 7-19 to 7-22. */
    private static Picture cropped(Bits bits, long width, long height, int chroma, int fields)
            throws Malformed {
        int across = chroma == 1 || chroma == 2 ? 2 : 1;
        int down = (chroma == 1 ? 2 : 1) * fields;
        long sides = bits.golomb() + bits.golomb();
        long ends = bits.golomb() + bits.golomb();
        return picture(width - across * sides, height - down * ends);
    }

    private static Picture picture(long width, long height) throws Malformed {
        return new Picture(Fields.side(width, SPS), Fields.side(height, SPS));
    }
}

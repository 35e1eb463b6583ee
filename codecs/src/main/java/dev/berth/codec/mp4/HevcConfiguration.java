package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track.Picture;
import io.netty.buffer.ByteBuf;

/** HEVC: its configuration record (14496-15, 8.3.3.1), and the picture's size out of the SPS. */
final class HevcConfiguration {
    private static final String RECORD = "the HEVC configuration record";
    private static final String SPS = "the HEVC SPS";
    private static final int SPS_TYPE = 33;

    /** The record as far as its arrays of parameter sets. */
    private static final int HEAD = 23;

    /** Profile, tier and compatibility of a layer; its level follows. */
    private static final int PROFILE_BITS = 88;

    private static final int LEVEL_BITS = 8;

    private HevcConfiguration() {}

    static Mp4Track track(int id, ByteBuf in) throws Malformed {
        Fields.need(in, HEAD, RECORD);
        var picture = picture(firstSps(in.slice()));
        var entry =
                SampleEntry.picture(
                        "hvc1", picture, out -> Box.box(out, "hvcC", () -> Box.append(out, in)));
        return new Mp4Track(id, codec(in), picture, entry);
    }

    /** 14496-15, annex E.3: {@code hvc1.1.6.L93.b0}. */
    private static String codec(ByteBuf in) {
        int start = in.readerIndex();
        int first = in.getUnsignedByte(start + 1);
        var codec = new StringBuilder("hvc1.");
        if (first >> 6 > 0) {
            codec.append((char) ('A' + (first >> 6) - 1));
        }
        codec.append(first & 0x1f).append('.');
        codec.append(Integer.toHexString(Integer.reverse(in.getInt(start + 2))));
        codec.append((first & 0x20) == 0 ? ".L" : ".H").append(in.getUnsignedByte(start + 12));
        int constraints = 6;
        while (constraints > 0 && in.getByte(start + 5 + constraints) == 0) {
            constraints--;
        }
        for (int i = 0; i < constraints; i++) {
            codec.append('.').append(Integer.toHexString(in.getUnsignedByte(start + 6 + i)));
        }
        return codec.toString();
    }

    private static ByteBuf firstSps(ByteBuf in) throws Malformed {
        in.skipBytes(HEAD - 1);
        for (int arrays = in.readUnsignedByte(); arrays > 0; arrays--) {
            Fields.need(in, 3, RECORD);
            int type = in.readUnsignedByte() & 0x3f;
            for (int units = in.readUnsignedShort(); units > 0; units--) {
                var unit = Fields.sized(in, RECORD);
                if (type == SPS_TYPE) {
                    return unit;
                }
            }
        }
        throw new Malformed(RECORD + " has no SPS, without which nothing can be decoded");
    }

    /** HEVC, 7.3.2.2.1. */
    private static Picture picture(ByteBuf unit) throws Malformed {
        var bits = Bits.ofNalUnit(unit, SPS);
        bits.skip(16 + 4);
        int layers = bits.number(3);
        bits.skip(1 + PROFILE_BITS + LEVEL_BITS);
        skipLayers(bits, layers);
        bits.golomb(); // its own number
        long chroma = bits.golomb();
        bits.skip(chroma == 3 ? 1 : 0);
        long width = bits.golomb();
        long height = bits.golomb();
        if (bits.flag()) {
            int across = chroma == 1 || chroma == 2 ? 2 : 1;
            int down = chroma == 1 ? 2 : 1;
            width -= across * (bits.golomb() + bits.golomb());
            height -= down * (bits.golomb() + bits.golomb());
        }
        return new Picture(Fields.side(width, SPS), Fields.side(height, SPS));
    }

    /** HEVC, 7.3.3: what the layers below the highest say of themselves. */
    private static void skipLayers(Bits bits, int layers) throws Malformed {
        int bitsOfLayers = 0;
        for (int layer = 0; layer < layers; layer++) {
            bitsOfLayers += bits.flag() ? PROFILE_BITS : 0;
            bitsOfLayers += bits.flag() ? LEVEL_BITS : 0;
        }
        int alignment = layers > 0 ? 2 * (8 - layers) : 0;
        bits.skip(alignment + bitsOfLayers);
    }
}

package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.ByteBuf;

/** FLAC: the STREAMINFO block of RFC 9639, 8.2, as FLAC in ISOBMFF, 3.3.2, has it. */
final class FlacConfiguration {
    private static final String RECORD = "the FLAC stream information";
    private static final int MARK = 0x664c6143; // fLaC
    private static final int LENGTH = 34;
    private static final int BLOCK_HEADER = 4;

    /** The last block of metadata, and a STREAMINFO. */
    private static final int LAST = 0x80;

    private FlacConfiguration() {}

    static Mp4Track track(int id, ByteBuf in) throws Malformed {
        var info = info(in);
        var bits = new Bits(info, RECORD);
        int least = bits.number(16);
        int most = bits.number(16);
        bits.skip(24 + 24);
        int rate = bits.number(20);
        int channels = bits.number(3) + 1;
        if (rate == 0) {
            throw new Malformed(RECORD + " has a sample rate of 0");
        }
        var sound = new Sound(rate, channels, least == most ? most : 0);
        var entry = SampleEntry.sound("fLaC", sound, out -> write(out, info));
        return new Mp4Track(id, "fLaC", sound, entry);
    }

    private static ByteBuf info(ByteBuf in) throws Malformed {
        boolean marked = in.readableBytes() >= 4 && in.getInt(in.readerIndex()) == MARK;
        int before = marked ? 4 + BLOCK_HEADER : in.readableBytes() > LENGTH ? BLOCK_HEADER : 0;
        Fields.need(in, before + LENGTH, RECORD);
        return in.slice(in.readerIndex() + before, LENGTH);
    }

    private static void write(ByteBuf out, ByteBuf info) {
        Box.full(
                out,
                "dfLa",
                0,
                0,
                () -> {
                    out.writeByte(LAST).writeMedium(LENGTH);
                    Box.append(out, info);
                });
    }
}

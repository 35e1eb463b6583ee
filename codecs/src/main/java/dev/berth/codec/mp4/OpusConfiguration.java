package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.ByteBuf;

/** Opus: the identification header of RFC 7845, 5.1, as Opus in ISOBMFF, 4.3.2, has it. */
final class OpusConfiguration {
    private static final String RECORD = "the Opus identification header";

    /** {@code OpusHead} and its version. */
    private static final int MAGIC = 9;

    private static final int HEAD = MAGIC + 10;
    private static final long NAME = 0x4f70757348656164L;

    /** Opus always counts 48,000 ticks a second, whatever was recorded. */
    private static final int RATE = 48_000;

    private OpusConfiguration() {}

    static Mp4Track track(int id, ByteBuf in) throws Malformed {
        Fields.need(in, HEAD, RECORD);
        if (in.getLong(in.readerIndex()) != NAME) {
            throw new Malformed(RECORD + " does not begin with OpusHead");
        }
        int channels = in.getUnsignedByte(in.readerIndex() + MAGIC);
        if (channels == 0) {
            throw new Malformed(RECORD + " has no channels; 1 to 255 are possible");
        }
        var sound = new Sound(RATE, channels, 0);
        var entry = SampleEntry.sound("Opus", sound, out -> write(out, in.slice()));
        return new Mp4Track(id, "opus", sound, entry);
    }

    /** The same fields, highest byte first, and a version of its own. */
    private static void write(ByteBuf out, ByteBuf in) {
        Box.box(
                out,
                "dOps",
                () -> {
                    in.skipBytes(MAGIC);
                    out.writeByte(0).writeByte(in.readUnsignedByte());
                    out.writeShort(in.readUnsignedShortLE()).writeInt(in.readIntLE());
                    out.writeShort(in.readShortLE());
                    Box.append(out, in); // channel mapping
                });
    }
}

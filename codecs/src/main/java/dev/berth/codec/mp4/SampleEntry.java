package dev.berth.codec.mp4;

import static dev.berth.codec.mp4.Box.box;

import dev.berth.codec.mp4.Mp4Track.Picture;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/** What all codecs have in common in a sample description: 14496-12, 12.1.3 and 12.2.3. */
final class SampleEntry {
    private static final int RESOLUTION = 72 << 16;
    private static final int COLOUR_WITHOUT_ALPHA = 0x18;
    private static final int COMPRESSOR_NAME = 32;
    private static final int SAMPLE_BITS = 16;

    /** The old field for the rate has 16 bits before its point; 0 where that is too little. */
    private static final int HIGHEST_RATE = 0xffff;

    private SampleEntry() {}

    /**
     * @param name such as {@code avc1}
     * @param configuration writes the codec's own box
     */
    static ByteBuf picture(String name, Picture picture, Consumer<ByteBuf> configuration) {
        var out = Unpooled.buffer();
        box(
                out,
                name,
                () -> {
                    common(out);
                    out.writeZero(16);
                    out.writeShort(picture.width()).writeShort(picture.height());
                    out.writeInt(RESOLUTION).writeInt(RESOLUTION).writeInt(0);
                    out.writeShort(1).writeZero(COMPRESSOR_NAME);
                    out.writeShort(COLOUR_WITHOUT_ALPHA).writeShort(-1);
                    configuration.accept(out);
                });
        return out;
    }

    /** The same for sound, such as {@code mp4a}. */
    static ByteBuf sound(String name, Sound sound, Consumer<ByteBuf> configuration) {
        var out = Unpooled.buffer();
        box(
                out,
                name,
                () -> {
                    common(out);
                    out.writeZero(8);
                    out.writeShort(sound.channels()).writeShort(SAMPLE_BITS).writeInt(0);
                    out.writeInt(sound.rate() > HIGHEST_RATE ? 0 : sound.rate() << 16);
                    configuration.accept(out);
                });
        return out;
    }

    /** The data are in this file: data reference 1. */
    private static void common(ByteBuf out) {
        out.writeZero(6).writeShort(1);
    }
}

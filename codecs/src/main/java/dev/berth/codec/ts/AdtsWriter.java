package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;

/**
 * AAC behind ADTS headers: ISO/IEC 13818-7, 6.2.
 *
 * @param profile the audio object type less one: 0 to 3
 * @param rate the index of the sampling rate: 0 to 12
 * @param channels the channel configuration: 1 to 7
 */
record AdtsWriter(int profile, int rate, int channels) implements PayloadWriter {
    private static final int HEADER = 7;
    private static final int LONGEST = 0x1fff;
    private static final int SBR = 5;
    private static final int PARAMETRIC_STEREO = 29;
    private static final int EXPLICIT_RATE = 15;

    /** Sync word, MPEG-4, layer 0, no check sum. */
    private static final int START = 0xfff1;

    /** A buffer of variable bit rate, and one raw data block. */
    private static final int FULLNESS = 0x1ffc;

    /** Of an AudioSpecificConfig: ISO/IEC 14496-3, 1.6.2.1. */
    static AdtsWriter of(ByteBuf config) throws Malformed {
        var bits = new Bits(config.slice(), 0);
        int type = bits.read(5);
        int rate = bits.read(4);
        bits.skip(rate == EXPLICIT_RATE ? 24 : 0);
        int channels = bits.read(4);
        if (type == SBR || type == PARAMETRIC_STEREO) {
            bits.skip(bits.read(4) == EXPLICIT_RATE ? 24 : 0);
            type = bits.read(5); // what lies below the extension, which ADTS has no words for
        }
        if (type < 1 || type > 4 || rate >= SoundSyntax.AAC_RATES.length) {
            throw new Malformed(
                    "AAC of object type %d at rate index %d cannot be said in ADTS"
                            .formatted(type, rate));
        }
        if (channels < 1 || channels > 7) {
            throw new Malformed(
                    "AAC with channel configuration %d cannot be said in ADTS".formatted(channels));
        }
        return new AdtsWriter(type - 1, rate, channels);
    }

    @Override
    public void write(ByteBuf unit, boolean key, ByteBuf out) throws Malformed {
        int length = HEADER + unit.readableBytes();
        if (length > LONGEST) {
            throw new Malformed(
                    "an AAC frame has %d bytes; ADTS has room for %d"
                            .formatted(unit.readableBytes(), LONGEST - HEADER));
        }
        out.writeShort(START).writeByte(profile << 6 | rate << 2 | channels >> 2);
        out.writeInt((channels & 3) << 30 | length << 13 | FULLNESS);
        out.writeBytes(unit, unit.readerIndex(), unit.readableBytes());
    }
}

package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.ByteBuf;

/** AAC: AudioSpecificConfig, 14496-3, 1.6.2.1. */
final class AacConfiguration {
    private static final String RECORD = "the AAC configuration";
    private static final int MPEG4_AUDIO = 0x40;
    private static final int ESCAPE = 31;
    private static final int SBR = 5;
    private static final int PS = 29;
    private static final int OWN_RATE = 15;
    private static final int SLOWEST = 7_350;
    private static final int FASTEST = 96_000;
    private static final int[] RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
        8_000, 7_350
    };

    /** By channel configuration; 0 says that the stream itself tells, which is hardly ever mono. */
    private static final int[] CHANNELS = {2, 1, 2, 3, 4, 5, 6, 8};

    private static final int FRAME = 1_024;
    private static final int SHORT_FRAME = 960;

    private AacConfiguration() {}

    static Mp4Track track(int id, ByteBuf in) throws Malformed {
        var bits = new Bits(in, RECORD);
        int type = type(bits);
        int rate = rate(bits);
        int channels = channels(bits.number(4));
        if (type == SBR || type == PS) {
            rate(bits); // of the extension; the core's counts frames
            type(bits);
        }
        boolean isShort = bits.flag();
        var sound = new Sound(rate, channels, isShort ? SHORT_FRAME : FRAME);
        var entry =
                SampleEntry.sound(
                        "mp4a", sound, out -> ElementaryStream.write(out, MPEG4_AUDIO, in));
        return new Mp4Track(id, "mp4a.40." + type, sound, entry);
    }

    private static int type(Bits bits) throws Malformed {
        int type = bits.number(5);
        return type == ESCAPE ? 32 + bits.number(6) : type;
    }

    private static int rate(Bits bits) throws Malformed {
        int index = bits.number(4);
        int rate = index == OWN_RATE ? bits.number(24) : index < RATES.length ? RATES[index] : 0;
        if (rate == 0 && index != OWN_RATE) {
            throw new Malformed("%s has sample rate index %d".formatted(RECORD, index));
        }
        if (rate < SLOWEST || rate > FASTEST) {
            throw new Malformed(
                    "%s has a sample rate of %d Hz; %d to %d are known"
                            .formatted(RECORD, rate, SLOWEST, FASTEST));
        }
        return rate;
    }

    private static int channels(int configuration) throws Malformed {
        if (configuration >= CHANNELS.length) {
            throw new Malformed(
                    "%s has channel configuration %d; 0 to %d are known"
                            .formatted(RECORD, configuration, CHANNELS.length - 1));
        }
        return CHANNELS[configuration];
    }
}

package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** MP3: the header that each of its frames has, 11172-3, 2.4.1.3 and 13818-3, 2.4.2.3. */
final class MpegAudioHeader {
    private static final String HEADER = "the MP3 frame header";
    private static final int SYNC = 0x7ff;
    private static final int MPEG1 = 3;
    private static final int MPEG2 = 2;
    private static final int MPEG25 = 0;
    private static final int LAYER3 = 1;
    private static final int MONO = 3;
    private static final int[] RATES = {44_100, 48_000, 32_000};

    private MpegAudioHeader() {}

    static Mp4Track track(int id, ByteBuf frame) throws Malformed {
        var bits = new Bits(frame, HEADER);
        if (bits.number(11) != SYNC) {
            throw new Malformed(HEADER + " does not begin with eleven ones");
        }
        int version = bits.number(2);
        if (bits.number(2) != LAYER3) {
            throw new Malformed(HEADER + " is one of another layer; layer 3 is MP3");
        }
        bits.skip(1 + 4);
        int rate = rate(bits.number(2), version);
        bits.skip(2);
        int channels = bits.number(2) == MONO ? 1 : 2;
        return track(id, new Sound(rate, channels, version == MPEG1 ? 1_152 : 576));
    }

    private static Mp4Track track(int id, Sound sound) {
        int coding = sound.frame() == 1_152 ? 0x6b : 0x69;
        var entry =
                SampleEntry.sound(
                        "mp4a",
                        sound,
                        out -> ElementaryStream.write(out, coding, Unpooled.EMPTY_BUFFER));
        return new Mp4Track(id, "mp4a.%02X".formatted(coding), sound, entry);
    }

    private static int rate(int index, int version) throws Malformed {
        if (index >= RATES.length) {
            throw new Malformed("%s has sample rate index %d".formatted(HEADER, index));
        }
        return switch (version) {
            case MPEG1 -> RATES[index];
            case MPEG2 -> RATES[index] / 2;
            case MPEG25 -> RATES[index] / 4;
            default -> throw new Malformed("%s has version %d".formatted(HEADER, version));
        };
    }
}

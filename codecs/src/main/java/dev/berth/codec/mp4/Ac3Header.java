package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.ByteBuf;

/** AC-3: the header that each of its frames has, and its box: ETSI TS 102 366, 4.3 and F.4. */
final class Ac3Header {
    private static final String HEADER = "the AC-3 frame header";
    private static final int SYNC = 0x0b77;
    private static final int FRAME = 1_536;
    private static final int STEREO = 2;

    /** Identifications above this one are other codecs, such as E-AC-3. */
    private static final int LAST_IDENTIFICATION = 8;

    private static final int[] RATES = {48_000, 44_100, 32_000};
    private static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};

    private Ac3Header() {}

    static Mp4Track track(int id, ByteBuf frame) throws Malformed {
        var bits = new Bits(frame, HEADER);
        if (bits.number(16) != SYNC) {
            throw new Malformed(HEADER + " does not begin with 0b77");
        }
        bits.skip(16);
        int rate = bits.number(2);
        int size = bits.number(6);
        int identification = bits.number(5);
        int mode = bits.number(3);
        int channels = bits.number(3);
        skipMixing(bits, channels);
        int bass = bits.number(1);
        if (rate >= RATES.length || identification > LAST_IDENTIFICATION) {
            throw new Malformed(
                    "%s has sample rate index %d and identification %d; 0 to 2 and 0 to %d are AC-3"
                            .formatted(HEADER, rate, identification, LAST_IDENTIFICATION));
        }
        var sound = new Sound(RATES[rate], CHANNELS[channels] + bass, FRAME);
        int box =
                rate << 22
                        | identification << 17
                        | mode << 14
                        | channels << 11
                        | bass << 10
                        | (size >> 1) << 5;
        var entry =
                SampleEntry.sound(
                        "ac-3", sound, out -> Box.box(out, "dac3", () -> out.writeMedium(box)));
        return new Mp4Track(id, "ac-3", sound, entry);
    }

    private static void skipMixing(Bits bits, int channels) throws Malformed {
        boolean hasCentre = (channels & 1) == 1 && channels != 1;
        boolean hasSurround = (channels & 4) != 0;
        bits.skip(hasCentre ? 2 : 0);
        bits.skip(hasSurround ? 2 : 0);
        bits.skip(channels == STEREO ? 2 : 0);
    }
}

package dev.berth.codec.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.Bytes;
import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track.Picture;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What configurations say. Those of pictures were written by x264, x265 and SVT-AV1. */
class Mp4TrackTest {
    private static final String AVC =
            "0142c00cffe100196742c00cda05067a88c044000003000400000300c83c50aa8001000468ce0fc8";
    private static final String HEVC =
            "0101600000009000000000003cf000fcfdf8f800000f03200001001840010c01ffff0160000003009000"
                    + "0003000003003c959409210001002b42010101600000030090000003000003003ca00a080c1d4465"
                    + "95952930bc05a0200000030020000003032122000100064401c073c189";
    private static final String AV1 = "81000c000a0b000000043cf6c402f80040";

    /** 1920 by 1080, High profile: cropped from 1088. */
    private static final String FULL_HD =
            "01640028ffe1001b67640028acd940780227e5c044000003000400000300c83c60c65801000468ef8fcbfdf8f800";

    @Test
    void h264SaysItsProfileAndItsCroppedSize() throws Malformed {
        var track = Mp4Track.h264(1, Bytes.of(AVC));

        assertThat(track.codec()).isEqualTo("avc1.42c00c");
        assertThat(track.form()).isEqualTo(new Picture(318, 178));
        assertThat(track.timescale()).isEqualTo(1_000);
    }

    @Test
    void h264OfTheHighProfileHasFieldsThatOthersHaveNot() throws Malformed {
        assertThat(Mp4Track.h264(1, Bytes.of(FULL_HD)).form()).isEqualTo(new Picture(1920, 1080));
    }

    @Test
    void hevcSaysItsProfileAndItsCroppedSize() throws Malformed {
        var track = Mp4Track.hevc(1, Bytes.of(HEVC));

        assertThat(track.codec()).isEqualTo("hvc1.1.6.L60.90");
        assertThat(track.form()).isEqualTo(new Picture(318, 178));
    }

    @Test
    void av1SaysItsProfileAndItsSize() throws Malformed {
        var track = Mp4Track.av1(1, Bytes.of(AV1));

        assertThat(track.codec()).isEqualTo("av01.0.00M.08");
        assertThat(track.form()).isEqualTo(new Picture(318, 178));
    }

    @ParameterizedTest
    @CsvSource({
        "1190,       mp4a.40.2,  48000, 2, 1024", // as OBS sends it
        "1210,       mp4a.40.2,  44100, 2, 1024",
        "1588,       mp4a.40.2,   8000, 1, 1024",
        "1194,       mp4a.40.2,  48000, 2,  960",
        "2b920800,   mp4a.40.5,  22050, 2, 1024", // HE-AAC: the core has half the rate
        "f8e62000,   mp4a.40.39, 48000, 1, 1024", // a type of more than five bits
        "11b8,       mp4a.40.2,  48000, 8, 1024",
        "17800ed828, mp4a.40.2,   7600, 5, 1024", // a rate of its own
    })
    void aacSaysItsTypeRateAndChannels(String hex, String codec, int rate, int channels, int frame)
            throws Malformed {
        var track = Mp4Track.aac(2, Bytes.of(hex));

        assertThat(track.codec()).isEqualTo(codec);
        assertThat(track.form()).isEqualTo(new Sound(rate, channels, frame));
        assertThat(track.timescale()).isEqualTo(rate);
    }

    @ParameterizedTest
    @CsvSource({
        "fffb9064, mp4a.6B, 44100, 2, 1152",
        "fffb94c4, mp4a.6B, 48000, 1, 1152",
        "fff34064, mp4a.69, 22050, 2, 576",
        "ffe34064, mp4a.69, 11025, 2, 576",
    })
    void mp3SaysItsRateAndChannelsInEachFrame(
            String hex, String codec, int rate, int channels, int frame) throws Malformed {
        var track = Mp4Track.mp3(2, Bytes.of(hex));

        assertThat(track.codec()).isEqualTo(codec);
        assertThat(track.form()).isEqualTo(new Sound(rate, channels, frame));
    }

    @Test
    void opusCountsItsFieldsFromTheOtherEnd() throws Malformed {
        var track = Mp4Track.opus(2, Bytes.of("'OpusHead' 01 02 3801 80bb0000 0000 00"));

        assertThat(track.form()).isEqualTo(new Sound(48_000, 2, 0));
        assertThat(Bytes.hex(track.entry())).endsWith(hex("'dOps' 00 02 0138 0000bb80 0000 00"));
    }

    @Test
    void ac3SaysItsRateAndChannelsInEachFrame() throws Malformed {
        var track = Mp4Track.ac3(2, Bytes.of("0b77 b50b 1e 40 ebf8"));

        assertThat(track.form()).isEqualTo(new Sound(48_000, 6, 1_536));
        assertThat(Bytes.hex(track.entry())).endsWith(hex("'dac3' 103de0"));
    }

    @Test
    void tracksOfTheSameConfigurationAreEqual() throws Malformed {
        assertThat(Mp4Track.hevc(1, Bytes.of(HEVC))).isEqualTo(Mp4Track.hevc(1, Bytes.of(HEVC)));
    }

    @Test
    void theConfigurationIsBorrowed() throws Malformed {
        var configuration = Bytes.of(AVC);
        Mp4Track.h264(1, configuration);

        assertThat(configuration.readerIndex()).isZero();
        assertThat(configuration.refCnt()).isEqualTo(1);
    }

    @Test
    void aConfigurationThatEndsTooSoonSaysSo() {
        assertRefused(
                "the H.264 configuration record needs 6 bytes and 2 are left",
                () -> Mp4Track.h264(1, Bytes.of("0142")));
        assertRefused(
                "the H.264 configuration record has no SPS, without which nothing can be decoded",
                () -> Mp4Track.h264(1, Bytes.of("0142c00cffe0")));
        assertRefused(
                "the HEVC configuration record has no SPS, without which nothing can be decoded",
                () -> Mp4Track.hevc(1, Bytes.of(HEVC.substring(0, 44) + "00")));
        assertRefused(
                "the AV1 configuration record has no sequence header, which says how large the picture is",
                () -> Mp4Track.av1(1, Bytes.of("81000c00")));
        assertRefused(
                "the Opus identification header does not begin with OpusHead",
                () -> Mp4Track.opus(2, Bytes.counting(19)));
    }

    @Test
    void aacOfARateThatNobodyHearsIsRefused() {
        assertRefused(
                "the AAC configuration has a sample rate of 1 Hz; 7350 to 96000 are known",
                () -> Mp4Track.aac(2, Bytes.of("17800000a8")));
    }

    private interface Read {
        Mp4Track track() throws Malformed;
    }

    private static void assertRefused(String sentence, Read read) {
        assertThatThrownBy(read::track).isInstanceOf(Malformed.class).hasMessage(sentence);
    }

    private static String hex(String text) {
        ByteBuf bytes = Bytes.of(text);
        return Bytes.hex(bytes);
    }
}

package dev.berth.codec.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.Bytes;
import dev.berth.codec.mp4.Mp4Sample.Need;
import dev.berth.codec.mp4.Mp4Track.Picture;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole files, byte for byte, as 14496-12 has them. */
class Mp4WriterTest {
    @Test
    void anInitializationSaysWhatThereIsAndHasNoSamples() {
        var out = Unpooled.buffer();
        var entry = Bytes.of("00000008 'enca'");

        Mp4Writer.initialization(
                List.of(new Mp4Track(2, "?", new Sound(48_000, 2, 1_024), entry)), out);

        assertThat(Bytes.hex(out))
                .isEqualTo(
                        hex(
                                """
                                00000018 'ftyp' 'iso6' 00000000 'iso6' 'mp41'
                                000001e9 'moov'
                                0000006c 'mvhd' 00000000 00000000 00000000 000003e8 00000000
                                    00010000 0100 0000 00000000 00000000
                                    00010000 00000000 00000000 00000000 00010000 00000000
                                    00000000 00000000 40000000
                                    00000000 00000000 00000000 00000000 00000000 00000000 00000003
                                0000014d 'trak'
                                0000005c 'tkhd' 00000003 00000000 00000000 00000002 00000000 00000000
                                    00000000 00000000 0000 0000 0100 0000
                                    00010000 00000000 00000000 00000000 00010000 00000000
                                    00000000 00000000 40000000 00000000 00000000
                                000000e9 'mdia'
                                00000020 'mdhd' 00000000 00000000 00000000 0000bb80 00000000 55c4 0000
                                00000021 'hdlr' 00000000 00000000 'soun' 00000000 00000000 00000000 00
                                000000a0 'minf'
                                00000010 'smhd' 00000000 00000000
                                00000024 'dinf' 0000001c 'dref' 00000000 00000001
                                    0000000c 'url ' 00000001
                                00000064 'stbl'
                                00000018 'stsd' 00000000 00000001 00000008 'enca'
                                00000010 'stts' 00000000 00000000
                                00000010 'stsc' 00000000 00000000
                                00000014 'stsz' 00000000 00000000 00000000
                                00000010 'stco' 00000000 00000000
                                00000028 'mvex' 00000020 'trex' 00000000
                                    00000002 00000001 00000000 00000000 02000000
                                """));
    }

    @Test
    void picturesHaveASizeInTheirTrackAndTheirEntry() {
        var entry =
                SampleEntry.picture("avc1", new Picture(320, 180), out -> out.writeInt(0xdeadbeef));

        assertThat(Bytes.hex(entry))
                .isEqualTo(
                        hex(
                                """
                                0000005a 'avc1' 000000000000 0001 0000 0000 00000000 00000000 00000000
                                0140 00b4 00480000 00480000 00000000 0001
                                00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
                                0018 ffff deadbeef
                                """));
    }

    @Test
    void aFragmentSaysOfEachSampleWhatItsTrackDoesNot() {
        var out = Unpooled.buffer();
        var pictures =
                new Mp4Run(
                        1,
                        0x1_0000_0000L,
                        List.of(
                                new Mp4Sample(40, 80, Need.NOTHING, Bytes.of("aa")),
                                new Mp4Sample(33, -40, Need.OTHERS_UNNEEDED, Bytes.of("bbbb"))));
        var sound =
                new Mp4Run(
                        2, 5, List.of(new Mp4Sample(1_024, 0, Need.NOTHING, Bytes.of("cccccc"))));

        Mp4Writer.fragment(7, List.of(pictures, sound), out);

        assertThat(Bytes.hex(out))
                .isEqualTo(
                        hex(
                                """
                                000000c0 'moof'
                                00000010 'mfhd' 00000000 00000007
                                00000060 'traf'
                                00000010 'tfhd' 00020000 00000001
                                00000014 'tfdt' 01000000 00000001 00000000
                                00000034 'trun' 01000f01 00000002 000000c8
                                    00000028 00000001 02000000 00000050
                                    00000021 00000002 01810000 ffffffd8
                                00000048 'traf'
                                00000010 'tfhd' 00020000 00000002
                                00000014 'tfdt' 01000000 00000000 00000005
                                0000001c 'trun' 01000301 00000001 000000cb 00000400 00000003
                                0000000e 'mdat' aa bbbb cccccc
                                """));
    }

    @Test
    void samplesAreBorrowed() {
        var data = Bytes.of("aabb");
        var run = new Mp4Run(1, 0, List.of(new Mp4Sample(1, 0, Need.NOTHING, data)));

        Mp4Writer.fragment(1, List.of(run), Unpooled.buffer());

        assertThat(data.readableBytes()).isEqualTo(2);
        assertThat(data.refCnt()).isEqualTo(1);
    }

    private static String hex(String text) {
        return Bytes.hex(Bytes.of(text.replace("\n", " ")));
    }
}

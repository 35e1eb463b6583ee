package dev.berth.codec.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.codec.Bytes;
import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoTagTest {
    /** What is read, and written again in the same way. */
    static Stream<Arguments> everyForm() {
        return Stream.of(
                form("17 00 000000 0164", FourCc.AVC1, FrameType.KEY, PacketType.CONFIG, 0, "0164"),
                form("17 01 000050 aa", FourCc.AVC1, FrameType.KEY, PacketType.FRAMES, 80, "aa"),
                form("27 01 ffffd8 aa", FourCc.AVC1, FrameType.INTER, PacketType.FRAMES, -40, "aa"),
                form("17 02 000000", FourCc.AVC1, FrameType.KEY, PacketType.END, 0, ""),
                form("12 aabb", new LegacyId(2), FrameType.KEY, PacketType.FRAMES, 0, "aabb"),
                form("34 aa", new LegacyId(4), FrameType.DISPOSABLE, PacketType.FRAMES, 0, "aa"),
                form("90 'hvc1' 01", FourCc.HVC1, FrameType.KEY, PacketType.CONFIG, 0, "01"),
                form(
                        "91 'hvc1' 000050 aa",
                        FourCc.HVC1,
                        FrameType.KEY,
                        PacketType.FRAMES,
                        80,
                        "aa"),
                form(
                        "a1 'vvc1' ffffd8 aa",
                        FourCc.VVC1,
                        FrameType.INTER,
                        PacketType.FRAMES,
                        -40,
                        "aa"),
                form("a3 'hvc1' aa", FourCc.HVC1, FrameType.INTER, PacketType.FRAMES, 0, "aa"),
                form("92 'hvc1'", FourCc.HVC1, FrameType.KEY, PacketType.END, 0, ""),
                form("94 'avc1' 02", FourCc.AVC1, FrameType.KEY, PacketType.METADATA, 0, "02"),
                form("d4 'hvc1' 02", FourCc.HVC1, FrameType.COMMAND, PacketType.METADATA, 0, "02"),
                form(
                        "95 'av01' 0a",
                        FourCc.AV01,
                        FrameType.KEY,
                        PacketType.MPEG2TS_CONFIG,
                        0,
                        "0a"),
                form("91 'av01' 0a0b", FourCc.AV01, FrameType.KEY, PacketType.FRAMES, 0, "0a0b"),
                form("91 'vp09' 0a0b", FourCc.VP09, FrameType.KEY, PacketType.FRAMES, 0, "0a0b"),
                form("91 'vp08' 0a0b", FourCc.VP08, FrameType.KEY, PacketType.FRAMES, 0, "0a0b"),
                form(
                        "c1 'vp08' 0a",
                        FourCc.VP08,
                        FrameType.GENERATED_KEY,
                        PacketType.FRAMES,
                        0,
                        "0a"),
                form(
                        "91 'zzzz' 0a0b",
                        FourCc.of("zzzz"),
                        FrameType.KEY,
                        PacketType.FRAMES,
                        0,
                        "0a0b"));
    }

    @ParameterizedTest
    @MethodSource("everyForm")
    void everyFormIsReadAndWrittenAgain(String hex, VideoTag tag) throws Malformed {
        assertThat(VideoTag.read(Bytes.of(hex))).containsExactly(tag);
        assertThat(Bytes.hex(written(tag, true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "57 00", // a command: seeking begins
                "52 01",
                "5c 00",
                "d1 00", // the same, enhanced
                "17 03 000000 aa", // packets AVC never had
                "99 'hvc1' aa", // packets nobody has yet
                "96 38 'hvc1' 01", // neither is there such a multitrack
                "96 09 'hvc1' 01",
                "96 13 'zzzz' 00 000001 aa 01 000001 bb",
                "93 'zzzz' aa", // of this codec nobody knows whether it has composition times
                "07 01 000000", // frames which are none
                "e1 'hvc1' 000000",
                "f7"
            })
    void whatNobodyKnowsPassesUntouched(String hex) throws Malformed {
        var tags = VideoTag.read(Bytes.of(hex));
        assertThat(tags).singleElement().extracting(VideoTag::packet).isEqualTo(PacketType.OTHER);
        assertThat(tags.getFirst().isKeyFrame()).isFalse();
        assertThat(Bytes.hex(written(tags.getFirst(), true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
    }

    @Test
    void whatChinesePublishersCallTwelveIsHevc() throws Malformed {
        var tag = VideoTag.read(Bytes.of("1c 01 000000 aa")).getFirst();
        assertThat(tag.codec()).isEqualTo(FourCc.HVC1);
        assertThat(Bytes.hex(written(tag, false))).isEqualTo(Bytes.hex(Bytes.of("93 'hvc1' aa")));
    }

    @Test
    void onlyFramesHaveACompositionTime() throws Malformed {
        assertThat(VideoTag.read(Bytes.of("17 00 000050 01")).getFirst().compositionTime())
                .isZero();
        assertThat(VideoTag.read(Bytes.of("1c 00 000050 01")).getFirst().compositionTime())
                .isZero();
    }

    @Test
    void enhancedAvcIsWrittenSoThatEverybodyReadsIt() throws Malformed {
        var tag = VideoTag.read(Bytes.of("93 'avc1' aa")).getFirst();
        assertThat(Bytes.hex(written(tag, false))).isEqualTo("1701000000aa");
    }

    @Test
    void oneTrackSaysWhichItIs() throws Malformed {
        var hex = "96 01 'hvc1' 02 000050 aa";
        var tag = VideoTag.read(Bytes.of(hex)).getFirst();
        assertThat(tag)
                .isEqualTo(
                        new VideoTag(
                                2,
                                FourCc.HVC1,
                                FrameType.KEY,
                                PacketType.FRAMES,
                                80,
                                0,
                                Bytes.of("aa")));
        assertThat(Bytes.hex(written(tag, true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
        assertThat(Bytes.hex(written(tag, false)))
                .as("as the only track")
                .isEqualTo(Bytes.hex(Bytes.of("91 'hvc1' 000050 aa")));
    }

    @Test
    void anAvcTrackBesideTheFirstIsEnhanced() throws Malformed {
        var hex = "96 03 'avc1' 01 aa";
        var tag = VideoTag.read(Bytes.of(hex)).getFirst();
        assertThat(Bytes.hex(written(tag, true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
        assertThat(Bytes.hex(written(tag, false))).isEqualTo("1701000000aa");
    }

    @Test
    void manyTracksOfOneCodecAreTakenApart() throws Malformed {
        var tags =
                VideoTag.read(Bytes.of("96 11 'hvc1' 00 000005 000050 aabb 01 000004 ffffff cc"));
        assertThat(tags).containsExactly(hevc(0, 80, "aabb"), hevc(1, -1, "cc"));
    }

    @Test
    void manyTracksOfManyCodecsAreTakenApart() throws Malformed {
        var tags = VideoTag.read(Bytes.of("96 20 'avc1' 00 000001 aa 'av01' 07 000002 bbcc"));
        assertThat(tags)
                .extracting(VideoTag::track, VideoTag::codec, tag -> Bytes.hex(tag.data()))
                .containsExactly(tuple(0, FourCc.AVC1, "aa"), tuple(7, FourCc.AV01, "bbcc"));
        assertThat(tags).allMatch(VideoTag::isConfig);
    }

    @Test
    void nanosecondsAreRead() throws Malformed {
        var hex = "97 02 0f423f 03 'hvc1' aa";
        var tag = VideoTag.read(Bytes.of(hex)).getFirst();
        assertThat(tag.timestampNanos()).isEqualTo(999_999);
        assertThat(tag.isKeyFrame()).isTrue();
        assertThat(Bytes.hex(written(tag, true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
        assertThat(Bytes.hex(written(tag.withoutNanos(), true)))
                .isEqualTo(Bytes.hex(Bytes.of("93 'hvc1' aa")));
    }

    @Test
    void nanosecondsMayBeOfManyTracks() throws Malformed {
        var hex = "97 02 00000a 06 03 'hvc1' 05 aa";
        var tag = VideoTag.read(Bytes.of(hex)).getFirst();
        assertThat(tag.track()).isEqualTo(5);
        assertThat(tag.timestampNanos()).isEqualTo(10);
        assertThat(Bytes.hex(written(tag, true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
    }

    @Test
    void signalsWithoutAMeaningAreReadPast() throws Malformed {
        var longSignal = "97 ff 0100" + "00".repeat(257) + "17 00 ee 13 'hvc1' aa";
        var tag = VideoTag.read(Bytes.of(longSignal)).getFirst();
        assertThat(tag.packet()).isEqualTo(PacketType.FRAMES);
        assertThat(Bytes.hex(tag.data())).isEqualTo("aa");
    }

    @Test
    void anEmptyMessageHasNoTracks() throws Malformed {
        assertThat(VideoTag.read(Unpooled.EMPTY_BUFFER)).isEmpty();
    }

    @Test
    void someEndASequenceInTwoBytes() throws Malformed {
        assertThat(VideoTag.read(Bytes.of("17 02")))
                .singleElement()
                .extracting(VideoTag::packet)
                .isEqualTo(PacketType.END);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "17",
                "17 01",
                "17 01 0000",
                "1c 00 00",
                "90",
                "90 'hvc'",
                "91 'hvc1' 0000",
                "96",
                "96 01 'hvc1'",
                "96 06 'hvc1' 00",
                "96 11 'hvc1' 00 000001",
                "96 11 'hvc1' 00 0000",
                "96 21 'hv'",
                "97",
                "97 02 0000",
                "97 02 000000",
                "97 ff 00",
                "97 ff ffff"
            })
    void whatEndsEarlyIsRefused(String hex) {
        assertThatThrownBy(() -> VideoTag.read(Bytes.of(hex))).isInstanceOf(Malformed.class);
    }

    @Test
    void thereAreNoMoreTracksThanNumbersForThem() {
        var hex = "96 10 'hvc1'" + "00 000000".repeat(257);
        assertThatThrownBy(() -> VideoTag.read(Bytes.of(hex)))
                .isInstanceOf(Malformed.class)
                .hasMessage("a multitrack message has more than 256 tracks");
    }

    @Test
    void readingMovesNoIndices() throws Malformed {
        var message = Bytes.of("0000 97 02 00000a 06 03 'hvc1' 05 aa").skipBytes(2);
        var tag = VideoTag.read(message).getFirst();
        assertThat(message.readerIndex()).isEqualTo(2);
        assertThat(Bytes.hex(tag.data())).isEqualTo("aa");
        assertThat(tag.data().readerIndex()).isZero();
        assertThat(message.refCnt()).isEqualTo(1);
    }

    private static VideoTag hevc(int track, int time, String data) {
        return new VideoTag(
                track, FourCc.HVC1, FrameType.KEY, PacketType.FRAMES, time, 0, Bytes.of(data));
    }

    private static Arguments form(
            String hex, FlvCodec codec, FrameType frame, PacketType packet, int time, String data) {
        return Arguments.of(hex, new VideoTag(0, codec, frame, packet, time, 0, Bytes.of(data)));
    }

    private static ByteBuf written(VideoTag tag, boolean multitrack) {
        var out = Unpooled.buffer();
        tag.writeHeader(out, multitrack);
        return out.writeBytes(tag.data().duplicate());
    }
}

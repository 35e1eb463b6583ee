package dev.berth.codec.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class AudioTagTest {
    /** What is read, and written again in the same way. */
    static Stream<Arguments> everyForm() {
        return Stream.of(
                form("af 00 1210", FourCc.MP4A, PacketType.CONFIG, 15, "1210"),
                form("af 01 21aa", FourCc.MP4A, PacketType.FRAMES, 15, "21aa"),
                form("aa 01 21aa", FourCc.MP4A, PacketType.FRAMES, 10, "21aa"),
                form("2e fffb", FourCc.MP3, PacketType.FRAMES, 14, "fffb"),
                form("3f 0011", new LegacyId(3), PacketType.FRAMES, 15, "0011"),
                form("b2 aabb", new LegacyId(11), PacketType.FRAMES, 2, "aabb"),
                form("7f", new LegacyId(7), PacketType.FRAMES, 15, ""),
                form("90 'Opus' 01", FourCc.OPUS, PacketType.CONFIG, 15, "01"),
                form("91 'Opus' 01", FourCc.OPUS, PacketType.FRAMES, 15, "01"),
                form("92 'Opus'", FourCc.OPUS, PacketType.END, 15, ""),
                form("92 'mp4a'", FourCc.MP4A, PacketType.END, 15, ""),
                form("94 'mp4a' 0102", FourCc.MP4A, PacketType.MULTICHANNEL_CONFIG, 15, "0102"),
                form("90 'fLaC' 01", FourCc.FLAC, PacketType.CONFIG, 15, "01"),
                form("91 'ac-3' 0b77", FourCc.AC3, PacketType.FRAMES, 15, "0b77"),
                form("91 'ec-3' 0b77", FourCc.EAC3, PacketType.FRAMES, 15, "0b77"),
                form("91 'zzzz' 01", FourCc.of("zzzz"), PacketType.FRAMES, 15, "01"));
    }

    @ParameterizedTest
    @MethodSource("everyForm")
    void everyFormIsReadAndWrittenAgain(String hex, AudioTag tag) throws Malformed {
        assertThat(AudioTag.read(Bytes.of(hex))).containsExactly(tag);
        assertThat(Bytes.hex(written(tag, true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"af 02 aa", "93 'Opus' aa", "99", "95 31 'Opus' 01", "95 0f 'Opus' 01"})
    void whatNobodyKnowsPassesUntouched(String hex) throws Malformed {
        var tags = AudioTag.read(Bytes.of(hex));
        assertThat(tags).singleElement().extracting(AudioTag::packet).isEqualTo(PacketType.OTHER);
        assertThat(Bytes.hex(written(tags.getFirst(), true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
    }

    @Test
    void enhancedAacAndMp3AreWrittenSoThatEverybodyReadsThem() throws Malformed {
        assertThat(Bytes.hex(written(AudioTag.read(Bytes.of("91 'mp4a' 21")).getFirst(), false)))
                .isEqualTo("af0121");
        assertThat(Bytes.hex(written(AudioTag.read(Bytes.of("91 '.mp3' ff")).getFirst(), false)))
                .isEqualTo("2fff");
    }

    @Test
    void oneTrackSaysWhichItIs() throws Malformed {
        var hex = "95 00 'mp4a' 03 1210";
        var tag = AudioTag.read(Bytes.of(hex)).getFirst();
        assertThat(tag.track()).isEqualTo(3);
        assertThat(tag.isConfig()).isTrue();
        assertThat(Bytes.hex(written(tag, true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
        assertThat(Bytes.hex(written(tag, false))).as("as the only track").isEqualTo("af001210");
    }

    @Test
    void manyTracksAreTakenApart() throws Malformed {
        var one = AudioTag.read(Bytes.of("95 11 'Opus' 00 000001 aa 01 000002 bbcc"));
        var many = AudioTag.read(Bytes.of("95 21 'Opus' 00 000001 aa 'Opus' 01 000002 bbcc"));
        assertThat(one).isEqualTo(many).containsExactly(opus(0, "aa"), opus(1, "bbcc"));
    }

    @Test
    void nanosecondsAreRead() throws Malformed {
        var hex = "97 02 00000a 05 01 'Opus' 01 aa";
        var tag = AudioTag.read(Bytes.of(hex)).getFirst();
        assertThat(tag.timestampNanos()).isEqualTo(10);
        assertThat(Bytes.hex(written(tag, true))).isEqualTo(Bytes.hex(Bytes.of(hex)));
        assertThat(Bytes.hex(written(tag.withoutNanos(), false)))
                .isEqualTo(Bytes.hex(Bytes.of("91 'Opus' aa")));
    }

    @Test
    void anEmptyMessageHasNoTracks() throws Malformed {
        assertThat(AudioTag.read(Unpooled.EMPTY_BUFFER)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "af",
                "90",
                "91 'Opu'",
                "95",
                "95 01 'Opus'",
                "95 05 'Opus' 01",
                "95 11 'Opus' 00 000001",
                "97",
                "97 00 00"
            })
    void whatEndsEarlyIsRefused(String hex) {
        assertThatThrownBy(() -> AudioTag.read(Bytes.of(hex))).isInstanceOf(Malformed.class);
    }

    private static AudioTag opus(int track, String data) {
        return new AudioTag(track, FourCc.OPUS, PacketType.FRAMES, 15, 0, Bytes.of(data));
    }

    private static Arguments form(
            String hex, FlvCodec codec, PacketType packet, int sound, String data) {
        return Arguments.of(hex, new AudioTag(0, codec, packet, sound, 0, Bytes.of(data)));
    }

    private static ByteBuf written(AudioTag tag, boolean multitrack) {
        var out = Unpooled.buffer();
        tag.writeHeader(out, multitrack);
        return out.writeBytes(tag.data().duplicate());
    }
}

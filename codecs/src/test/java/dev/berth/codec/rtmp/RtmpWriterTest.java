package dev.berth.codec.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.Bytes;
import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.RtmpMessage.Limit;
import dev.berth.codec.rtmp.RtmpMessage.UserControl;
import dev.berth.codec.rtmp.RtmpMessage.Video;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpWriterTest {
    private final RtmpWriter writer = new RtmpWriter();

    static Stream<Arguments> everyMessage() {
        return Stream.of(
                Arguments.of(
                        "02 000000 000004 01 00000000 00001000",
                        new RtmpMessage.SetChunkSize(4096)),
                Arguments.of("02 000000 000004 02 00000000 00000005", new RtmpMessage.Abort(5)),
                Arguments.of(
                        "02 000000 000004 03 00000000 ffffffff",
                        new RtmpMessage.Acknowledgement(0xffff_ffffL)),
                Arguments.of(
                        "02 000000 000006 04 00000000 0000 00000001",
                        new UserControl(UserControl.STREAM_BEGIN, 1)),
                Arguments.of(
                        "02 000000 00000a 04 00000000 0003 00000001 00000bb8",
                        new UserControl(UserControl.SET_BUFFER_LENGTH, 1, 3000)),
                Arguments.of(
                        "02 000000 000004 05 00000000 002625a0",
                        new RtmpMessage.WindowAcknowledgementSize(2_500_000)),
                Arguments.of(
                        "02 000000 000005 06 00000000 002625a0 02",
                        new RtmpMessage.SetPeerBandwidth(2_500_000, Limit.DYNAMIC)),
                Arguments.of(
                        "03 000000 000013 14 01000000 02 0006 '_error' 00 4000000000000000 05",
                        new RtmpMessage.Command(1, "_error", 2, List.of(Amf.nil()))),
                Arguments.of(
                        "05 00000a 000002 12 01000000 0200",
                        new RtmpMessage.Data(1, 10, Bytes.of("0200"))),
                Arguments.of(
                        "04 00000a 000002 08 01000000 af01",
                        new RtmpMessage.Audio(1, 10, Bytes.of("af01"))),
                Arguments.of(
                        "06 00000a 000002 09 01000000 1701", new Video(1, 10, Bytes.of("1701"))),
                Arguments.of("06 00000a 000000 09 01000000", new Video(1, 10, Bytes.of(""))),
                Arguments.of(
                        "05 00000a 000001 10 01000000 01",
                        new RtmpMessage.Unknown(16, 1, 10, Bytes.of("01"))),
                Arguments.of(
                        "02 00000a 000002 04 01000000 001a",
                        new RtmpMessage.Unknown(4, 1, 10, Bytes.of("001a"))));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void everyMessageIsWritten(String hex, RtmpMessage message) {
        var out = Unpooled.buffer();
        writer.write(message, out);
        assertThat(Bytes.hex(out)).isEqualTo(Bytes.hex(Bytes.of(hex)));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void everyMessageIsReadAsItWas(String hex, RtmpMessage message) throws Malformed {
        var out = Unpooled.buffer();
        writer.write(message, out);
        assertThat(Messages.read(out)).containsExactly(message);
    }

    @Test
    void aLongMessageIsCutIntoChunks() {
        var out = Unpooled.buffer();
        writer.write(new Video(1, 10, Bytes.counting(130)), out);
        var expected = Bytes.of("06 00000a 000082 09 01000000");
        expected.writeBytes(Bytes.counting(128)).writeBytes(Bytes.of("c6 8081"));
        assertThat(Bytes.hex(out)).isEqualTo(Bytes.hex(expected));
    }

    @Test
    void aChunkSizeCountsFromTheNextMessageOn() {
        var out = Unpooled.buffer();
        writer.write(new RtmpMessage.SetChunkSize(2), out);
        assertThat(writer.chunkSize()).isEqualTo(2);
        out.clear();
        writer.write(new Video(1, 10, Bytes.of("0102030405")), out);
        assertThat(Bytes.hex(out))
                .isEqualTo(Bytes.hex(Bytes.of("06 00000a 000005 09 01000000 0102 c6 0304 c6 05")));
    }

    @Test
    void anExtendedTimestampIsRepeatedWithEveryChunk() {
        var out = Unpooled.buffer();
        share(out, 2, 0xfedc_ba98L, "", "010203");
        assertThat(Bytes.hex(out))
                .isEqualTo(
                        Bytes.hex(
                                Bytes.of(
                                        "06 ffffff 000003 09 01000000 fedcba98 0102 c6 fedcba98 03")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 128})
    void headAndBodyAreOnePayloadHoweverTheyAreCut(int chunkSize) throws Malformed {
        for (long time : new long[] {0, 0xff_fffe, 0xff_ffff, 0xffff_ffffL}) {
            var out = Unpooled.buffer();
            writer.write(new RtmpMessage.SetChunkSize(chunkSize), out);
            share(out, chunkSize, time, "1122", "33445566");
            share(out, chunkSize, time, "112233445566", "");
            share(out, chunkSize, time, "", "112233445566");
            var video = new Video(1, time, Bytes.of("112233445566"));
            assertThat(Messages.read(out))
                    .containsExactly(new RtmpMessage.SetChunkSize(chunkSize), video, video, video);
        }
    }

    @Test
    void whatIsSharedMovesNoIndices() {
        var head = Bytes.of("0011").skipBytes(1);
        var body = Bytes.of("002233").skipBytes(1);
        var out = Unpooled.buffer();
        RtmpWriter.share(out, 128, 6, RtmpWriter.VIDEO, 1, 0, head, body);
        assertThat(Bytes.hex(out)).endsWith("112233");
        assertThat(head.readerIndex()).isEqualTo(1);
        assertThat(body.readerIndex()).isEqualTo(1);
    }

    @Test
    void roomIsMadeOnce() {
        var out = Unpooled.buffer(0);
        share(out, 2, 0xffff_ffffL, "1122", "3344556677");
        assertThat(out.readableBytes()).isEqualTo(12 + 4 + 7 + 3 * 5);
    }

    @Test
    void aMessageLongerThanItsHeaderCanSayIsTheCallersMistake() {
        var big = Unpooled.wrappedBuffer(new byte[0xff_ffff]);
        var one = Bytes.of("00");
        var out = Unpooled.buffer();
        assertThatThrownBy(() -> RtmpWriter.share(out, 128, 6, 9, 1, 0, one, big))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a message has 16777216 bytes; RTMP allows 16777215");
        assertThat(out.isReadable()).isFalse();
    }

    private static void share(ByteBuf out, int chunkSize, long time, String head, String body) {
        RtmpWriter.share(
                out,
                chunkSize,
                RtmpWriter.VIDEO_STREAM,
                RtmpWriter.VIDEO,
                1,
                time,
                Bytes.of(head),
                Bytes.of(body));
    }
}

package dev.berth.codec.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.Bytes;
import dev.berth.codec.Heap;
import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.amf.AmfLimits;
import dev.berth.codec.rtmp.RtmpMessage.Audio;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import dev.berth.codec.rtmp.RtmpMessage.Data;
import dev.berth.codec.rtmp.RtmpMessage.Limit;
import dev.berth.codec.rtmp.RtmpMessage.Unknown;
import dev.berth.codec.rtmp.RtmpMessage.UserControl;
import dev.berth.codec.rtmp.RtmpMessage.Video;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpReaderTest {
    private static final String NAME = "02 0004 'ping' 00 0000000000000000";

    private final Heap heap = new Heap();
    private final RtmpReader reader = new RtmpReader(RtmpLimits.DEFAULT, heap.allocator());

    @AfterEach
    void nothingIsKept() {
        reader.close();
        heap.assertAllGivenBack();
    }

    static Stream<Arguments> everyMessage() {
        return Stream.of(
                Arguments.of("01 00001000", new RtmpMessage.SetChunkSize(4096)),
                Arguments.of("01 7fffffff", new RtmpMessage.SetChunkSize(Integer.MAX_VALUE)),
                Arguments.of("02 00000005", new RtmpMessage.Abort(5)),
                Arguments.of("03 ffffffff", new RtmpMessage.Acknowledgement(4_294_967_295L)),
                Arguments.of("04 0000 00000001", new UserControl(UserControl.STREAM_BEGIN, 1)),
                Arguments.of("04 0001 00000001", new UserControl(UserControl.STREAM_EOF, 1)),
                Arguments.of("04 0002 00000001", new UserControl(UserControl.STREAM_DRY, 1)),
                Arguments.of(
                        "04 0003 00000001 00000bb8",
                        new UserControl(UserControl.SET_BUFFER_LENGTH, 1, 3000)),
                Arguments.of(
                        "04 0004 00000001", new UserControl(UserControl.STREAM_IS_RECORDED, 1)),
                Arguments.of(
                        "04 0006 f0000000", new UserControl(UserControl.PING_REQUEST, 0xf0000000L)),
                Arguments.of("04 0007 00000009", new UserControl(UserControl.PING_RESPONSE, 9)),
                Arguments.of("04 001a", unknown(4, "001a")),
                Arguments.of("04 00", unknown(4, "00")),
                Arguments.of("05 002625a0", new RtmpMessage.WindowAcknowledgementSize(2_500_000)),
                Arguments.of(
                        "06 002625a0 00", new RtmpMessage.SetPeerBandwidth(2_500_000, Limit.HARD)),
                Arguments.of(
                        "06 002625a0 01", new RtmpMessage.SetPeerBandwidth(2_500_000, Limit.SOFT)),
                Arguments.of(
                        "06 002625a0 02",
                        new RtmpMessage.SetPeerBandwidth(2_500_000, Limit.DYNAMIC)),
                Arguments.of(
                        "06 ffffffff",
                        new RtmpMessage.SetPeerBandwidth(Integer.MAX_VALUE, Limit.DYNAMIC)),
                Arguments.of("08 af01ff", new Audio(1, 10, Bytes.of("af01ff"))),
                Arguments.of("08", new Audio(1, 10, Unpooled.EMPTY_BUFFER)),
                Arguments.of("09 1701", new Video(1, 10, Bytes.of("1701"))),
                Arguments.of("0f 00 0200", new Data(1, 10, Bytes.of("0200"))),
                Arguments.of("0f 0200", new Data(1, 10, Bytes.of("0200"))),
                Arguments.of("10 01", unknown(16, "01")),
                Arguments.of("11 00" + NAME, new Command(1, "ping", 0, List.of())),
                Arguments.of("11" + NAME, new Command(1, "ping", 0, List.of())),
                Arguments.of(
                        "11 00" + NAME + "05 11 06 03 'x'",
                        new Command(1, "ping", 0, List.of(Amf.nil(), Amf.str("x")))),
                Arguments.of("12 0200", new Data(1, 10, Bytes.of("0200"))),
                Arguments.of("13 01", unknown(19, "01")),
                Arguments.of("14 02 0004 'ping'", new Command(1, "ping", 0, List.of())),
                Arguments.of(
                        "14 02 0007 'publish' 00 4014000000000000 05 02 0003 'cam'",
                        new Command(1, "publish", 5, List.of(Amf.nil(), Amf.str("cam")))));
    }

    /** The hex is a type and a payload; the message is at 10 ms on stream 1. */
    @ParameterizedTest
    @MethodSource("everyMessage")
    void everyMessageIsRead(String typeAndPayload, RtmpMessage message) throws Malformed {
        var payload = Bytes.of(typeAndPayload);
        int type = payload.readUnsignedByte();
        var in = Unpooled.buffer().writeByte(3).writeMedium(10);
        in.writeMedium(payload.readableBytes()).writeByte(type).writeIntLE(1).writeBytes(payload);
        assertRead(in, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 000000",
                "01 00000000",
                "01 80000000",
                "02",
                "03 00",
                "04 0000 000000",
                "04 0003 00000001 0000",
                "05 00",
                "06 00000001 03",
                "11 00",
                "14",
                "14 00 0000000000000000",
                "14 02 0001 'x' 05",
                "14 02 0004 'x'",
                "16 08 000001 000000 00 000000",
                "16 08"
            })
    void whatNoMessageCanBeIsRefused(String typeAndPayload) {
        var payload = Bytes.of(typeAndPayload);
        int type = payload.readUnsignedByte();
        var in = Unpooled.buffer().writeByte(3).writeMedium(0);
        in.writeMedium(payload.readableBytes()).writeByte(type).writeIntLE(0).writeBytes(payload);
        assertThatThrownBy(() -> Messages.read(reader, in)).isInstanceOf(Malformed.class);
    }

    @Test
    void theFourFormatsLeaveOutMoreAndMore() throws Malformed {
        assertRead(
                Bytes.of(
                        """
                        04 000064 000002 08 01000000 aa01
                        44 000014 000001 08 aa
                        84 000017 ab
                        c4 ac
                        """),
                audio(100, "aa01"),
                audio(120, "aa"),
                audio(143, "ab"),
                audio(166, "ac"));
    }

    @Test
    void behindAFullHeaderTheTimestampIsTheDelta() throws Malformed {
        assertRead(
                Bytes.of("04 000064 000001 08 01000000 aa  c4 ab"),
                audio(100, "aa"),
                audio(200, "ab"));
    }

    @Test
    void aChunkStreamMayBeginWithoutAStream() throws Malformed {
        assertRead(Bytes.of("42 000000 000006 04 0006 00000001"), new UserControl(6, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"82 000000", "c2", "bf 000000"})
    void aChunkStreamCannotBeginInTheMiddle(String hex) {
        assertThatThrownBy(() -> Messages.read(reader, Bytes.of(hex)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("goes on with a message which never began");
    }

    @Test
    void chunkStreamsHaveOneTwoOrThreeBytes() throws Malformed {
        assertRead(
                Bytes.of(
                        """
                        3f     000001 000001 08 01000000 aa
                        00 00  000002 000001 08 01000000 ab
                        00 ff  000003 000001 08 01000000 ac
                        01 0000 000004 000001 08 01000000 ad
                        01 ff01 000005 000001 08 01000000 ae
                        01 ffff 000006 000001 08 01000000 af
                        c0 00 ba
                        c1 ffff bf
                        """),
                audio(1, "aa"),
                audio(2, "ab"),
                audio(3, "ac"),
                audio(4, "ad"),
                audio(5, "ae"),
                audio(6, "af"),
                audio(8, "ba"), // 64 in two bytes and in three is one stream, last at 4
                audio(12, "bf"));
    }

    @Test
    void messagesOfSeveralChunkStreamsMayAlternate() throws Malformed {
        var in = Unpooled.buffer();
        in.writeBytes(Bytes.of("04 000001 000090 08 01000000")).writeBytes(Bytes.counting(128));
        in.writeBytes(Bytes.of("06 000002 000082 09 01000000")).writeBytes(Bytes.counting(128));
        in.writeByte(0xc4).writeBytes(Bytes.counting(144).skipBytes(128));
        in.writeByte(0xc6).writeBytes(Bytes.counting(130).skipBytes(128));
        assertRead(in, new Audio(1, 1, Bytes.counting(144)), new Video(1, 2, Bytes.counting(130)));
    }

    @Test
    void timestampsFrom24BitsOnAreExtended() throws Malformed {
        assertRead(
                Bytes.of("04 ffffff 000001 08 01000000 00ffffff aa  84 ffffff 01000000 ab"),
                audio(0xff_ffff, "aa"),
                audio(0x1ff_ffff, "ab"));
    }

    @Test
    void anExtendedTimestampIsRepeatedByEveryChunk() throws Malformed {
        var in = Bytes.of("04 ffffff 000084 08 01000000 01020304");
        in.writeBytes(Bytes.counting(128)).writeBytes(Bytes.of("c4 01020304 80818283"));
        assertRead(in, new Audio(1, 0x01020304, Bytes.counting(132)));
    }

    @Test
    void anExtendedTimestampNeedNotBeRepeated() throws Malformed {
        var in = Bytes.of("04 ffffff 000084 08 01000000 01020304");
        in.writeBytes(Bytes.counting(128)).writeBytes(Bytes.of("c4 80818283"));
        assertRead(in, new Audio(1, 0x01020304, Bytes.counting(132)));
    }

    @Test
    void aPeerWhichDoesNotRepeatTheTimestampIsNotWaitedFor() throws Malformed {
        var in = Bytes.of("04 ffffff 000081 08 01000000 01020304");
        in.writeBytes(Bytes.counting(128)).writeBytes(Bytes.of("c4 80"));
        assertRead(in, new Audio(1, 0x01020304, Bytes.counting(129)));
    }

    @Test
    void aNewMessageWithoutHeaderRepeatsTheExtendedDelta() throws Malformed {
        assertRead(
                Bytes.of(
                        """
                        04 000001 000001 08 01000000 aa
                        84 ffffff 01000000 ab
                        c4 01000000 ac
                        84 000001 ad
                        c4 ae
                        """),
                audio(1, "aa"),
                audio(0x1000001, "ab"),
                audio(0x2000001, "ac"),
                audio(0x2000002, "ad"),
                audio(0x2000003, "ae"));
    }

    @Test
    void timestampsWrap() throws Malformed {
        assertRead(
                Bytes.of("04 ffffff 000001 08 01000000 fffffff0 aa  84 000020 ab"),
                audio(0xffff_fff0L, "aa"),
                audio(0x10, "ab"));
    }

    @Test
    void theChunkSizeChangesBehindItsMessage() throws Malformed {
        var in = Bytes.of("02 000000 000004 01 00000000 00000003");
        in.writeBytes(Bytes.of("04 000001 000007 08 01000000 000102 c4 030405 c4 06"));
        assertRead(in, new RtmpMessage.SetChunkSize(3), new Audio(1, 1, Bytes.counting(7)));
    }

    @Test
    void aChunkSizeBeyondTheLimitIsRefused() {
        var small = new RtmpLimits(4096, 1000, 8, AmfLimits.DEFAULT);
        assertThatThrownBy(() ->
                        Messages.read(
                                new RtmpReader(small, heap.allocator()),
                                Bytes.of("02 000000 000004 01 00000000 00001001")))
                .isInstanceOf(Malformed.class)
                .hasMessage("Set Chunk Size says 4097; 4096 is allowed");
    }

    @Test
    void anAbortedMessageIsForgotten() throws Malformed {
        var in = Bytes.of("04 000001 000081 08 01000000").writeBytes(Bytes.counting(128));
        in.writeBytes(Bytes.of("02 000000 000004 02 00000000 00000004"));
        in.writeBytes(Bytes.of("04 000002 000001 08 01000000 aa"));
        assertRead(in, new RtmpMessage.Abort(4), audio(2, "aa"));
    }

    @Test
    void nothingHappensWhenNothingIsAborted() throws Malformed {
        assertRead(
                Bytes.of("02 000000 000004 02 00000000 0000ffff"), new RtmpMessage.Abort(65_535));
    }

    @Test
    void aMessageCannotBeginInsideAnother() {
        var in = Bytes.of("04 000001 000081 08 01000000").writeBytes(Bytes.counting(128));
        in.writeBytes(Bytes.of("04 000002 000001 08 01000000 aa"));
        assertThatThrownBy(() -> Messages.read(reader, in))
                .isInstanceOf(Malformed.class)
                .hasMessage(
                        "a message begins on chunk stream 4 while 1 bytes of the one before it lack");
    }

    @Test
    void anAggregateIsReadAsItsParts() throws Malformed {
        assertRead(
                Bytes.of(
                        """
                        04 000064 000030 16 01000000
                        08 000001 0003e8 00 000000 aa 0000000c
                        09 000002 0003fc 00 000000 1701 0000000d
                        12 000000 0003e8 00 000009 0000000b
                        """),
                audio(100, "aa"),
                new Video(1, 120, Bytes.of("1701")),
                new Data(1, 100, Unpooled.EMPTY_BUFFER));
    }

    @Test
    void anAggregateMayForgetItsLastBackPointer() throws Malformed {
        assertRead(
                Bytes.of("04 000064 00000c 16 01000000 08 000001 000000 01 000000 aa"),
                audio(100, "aa"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 20, 22})
    void noAggregateIsInsideAnotherNorChangesTheConnection(int type) {
        var in = Bytes.of("04 000064 000013 16 01000000").writeByte(type);
        in.writeBytes(Bytes.of("000004 000000 00 000000 00000001 0000000f"));
        assertThatThrownBy(() -> Messages.read(reader, in))
                .isInstanceOf(Malformed.class)
                .hasMessage("an aggregate message has a part of type " + type);
    }

    @Test
    void anAnnouncedMessageBeyondTheLimitIsRefusedAtOnce() {
        assertThatThrownBy(() -> Messages.read(reader, Bytes.of("04 000001 800001 08 01000000")))
                .isInstanceOf(Malformed.class)
                .hasMessage("a message of 8388609 bytes is announced; 8388608 are allowed");
    }

    @Test
    void tooManyChunkStreamsAreRefused() {
        var in = Unpooled.buffer();
        for (int i = 0; i < 65; i++) {
            in.writeByte(0).writeByte(i).writeBytes(Bytes.of("000001 000000 08 01000000"));
        }
        assertThatThrownBy(() -> Messages.release(Messages.read(reader, in)))
                .isInstanceOf(Malformed.class)
                .hasMessage("more than 64 chunk streams are in use");
    }

    @Test
    void announcementsCostNothing() throws Malformed {
        for (int i = 2; i < 64; i++) {
            var in = Unpooled.buffer().writeByte(i);
            in.writeBytes(Bytes.of("000001 800000 08 01000000")).writeBytes(Bytes.counting(128));
            assertThat(reader.next(in)).isNull();
        }
        assertThat(heap.used()).as("bytes for 496 MB announced").isLessThan(2 << 20);
    }

    @Test
    void unfinishedMessagesAreBoundedTogether() {
        var small = new RtmpLimits(4096, 200, 64, AmfLimits.DEFAULT);
        try (var bounded = new RtmpReader(small, heap.allocator())) {
            var in = Unpooled.buffer();
            for (int i = 4; i < 8; i++) {
                in.writeByte(i).writeBytes(Bytes.of("000001 0000c8 08 01000000"));
                in.writeBytes(Bytes.counting(128));
            }
            assertThatThrownBy(() -> bounded.next(in))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("unfinished messages hold more than 400 bytes");
        }
    }

    @Test
    void bytesAreCountedAsTheyAreTaken() throws Malformed {
        var in = Bytes.of("04 000001 000003 08 01000000 aabb");
        assertThat(reader.next(in)).isNull();
        assertThat(reader.bytesRead()).isEqualTo(14);
        assertThat(in.isReadable()).isFalse();
        Messages.release(Messages.read(reader, Bytes.of("cc 04 00")));
        assertThat(reader.bytesRead()).as("without the header which is not whole").isEqualTo(15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffmpeg-publish.c2s",
                "ffmpeg-publish.s2c",
                "ffmpeg-play.c2s",
                "rtmpdump-play.c2s",
                "rtmpdump-play.s2c"
            })
    void whatWasCapturedIsReadTheSameHoweverItIsCut(String name) throws Malformed {
        var in = Bytes.capture(name).skipBytes(Messages.HANDSHAKE);
        var expected = Messages.read(in.duplicate());
        assertThat(expected).isNotEmpty().noneMatch(Unknown.class::isInstance);
        for (int cut = 0; cut <= in.readableBytes(); cut++) {
            try (var other = new RtmpReader(RtmpLimits.DEFAULT, heap.allocator())) {
                var read = Messages.readInTwo(other, in, cut);
                assertThat(read.equals(expected)).as("cut before byte %d", cut).isTrue();
                Messages.release(read);
            }
        }
        var read = Messages.readByteByByte(reader, in);
        assertThat(read).isEqualTo(expected);
        Messages.release(read);
        assertThat(reader.bytesRead()).isEqualTo(in.readableBytes());
    }

    @Test
    void ffmpegPublishesAsItDoes() throws Malformed {
        var messages = Messages.read(Bytes.capture("ffmpeg-publish.c2s").skipBytes(3073));
        var commands = commands(messages);
        assertThat(commands)
                .extracting(Command::name)
                .containsExactly(
                        "connect",
                        "releaseStream",
                        "FCPublish",
                        "createStream",
                        "publish",
                        "FCUnpublish",
                        "deleteStream");
        var connect = commands.getFirst();
        assertThat(connect.transaction()).isEqualTo(1);
        assertThat(connect.argument(0).members())
                .containsEntry("app", Amf.str("live"))
                .containsEntry("tcUrl", Amf.str("rtmp://127.0.0.1:19352/live"));
        assertThat(commands.get(4).arguments())
                .containsExactly(Amf.nil(), Amf.str("cam"), Amf.str("live"));
        assertThat(messages).hasAtLeastOneElementOfType(Data.class);
        assertThat(messages).hasAtLeastOneElementOfType(Audio.class);
        assertThat(messages).hasAtLeastOneElementOfType(Video.class);
    }

    @Test
    void rtmpdumpPlaysAsItDoes() throws Malformed {
        var messages = Messages.read(Bytes.capture("rtmpdump-play.c2s").skipBytes(3073));
        assertThat(commands(messages))
                .extracting(Command::name)
                .startsWith("connect", "createStream", "play");
        assertThat(messages)
                .contains(new UserControl(UserControl.SET_BUFFER_LENGTH, 1, 36_000_000));
    }

    private static List<Command> commands(List<RtmpMessage> messages) {
        return messages.stream()
                .filter(Command.class::isInstance)
                .map(Command.class::cast)
                .toList();
    }

    /** Read at once, in two at every place, and byte by byte. */
    private void assertRead(ByteBuf in, RtmpMessage... expected) throws Malformed {
        for (int cut = 0; cut <= in.readableBytes(); cut++) {
            try (var other = new RtmpReader(RtmpLimits.DEFAULT, heap.allocator())) {
                var read = Messages.readInTwo(other, in, cut);
                assertThat(read).as("cut before byte %d", cut).containsExactly(expected);
                Messages.release(read);
            }
        }
        var read = Messages.readByteByByte(reader, in);
        assertThat(read).containsExactly(expected);
        Messages.release(read);
    }

    private static Audio audio(long timestamp, String hex) {
        return new Audio(1, timestamp, Bytes.of(hex));
    }

    private static Unknown unknown(int type, String hex) {
        return new Unknown(type, 1, 10, Bytes.of(hex));
    }
}

package dev.berth.codec.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.Bytes;
import dev.berth.codec.Heap;
import dev.berth.codec.Malformed;
import dev.berth.codec.rtmp.Digest.Scheme;
import dev.berth.codec.rtmp.Digest.Signer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final int EPOCH = 0x01020304;

    private final Heap heap = new Heap();
    private final ServerHandshake server = new ServerHandshake(new SplittableRandom(1), EPOCH);
    private final ClientHandshake client = new ClientHandshake(new SplittableRandom(2), EPOCH);

    @AfterEach
    void nothingIsKept() {
        heap.assertAllGivenBack();
    }

    @Test
    void aPlainClientGetsItsOwnBytesBack() throws Malformed {
        byte[] c1 = Digest.packet(new SplittableRandom(3), 7, 0);
        byte[] answer = serverAnswers(3, c1);
        assertThat(answer).hasSize(3073).startsWith(3, 1, 2, 3, 4, 0, 0, 0, 0);
        assertThat(s2(answer)).isEqualTo(c1);
        assertThat(Digest.find(s1(answer), Signer.SERVER)).isNull();
    }

    @ParameterizedTest
    @EnumSource(Scheme.class)
    void aClientWithADigestGetsDigestAndSignature(Scheme scheme) throws Malformed {
        for (int seed = 0; seed < 50; seed++) {
            byte[] c1 = Digest.packet(new SplittableRandom(seed), 7, 0x0a_00_20_02);
            Digest.seal(c1, scheme, Signer.PLAYER);
            byte[] answer =
                    serverAnswers(new ServerHandshake(new SplittableRandom(seed), 0), 3, c1);

            var found = found(s1(answer), Signer.SERVER);
            assertThat(found.scheme()).isEqualTo(scheme);
            assertSigned(s2(answer), found(c1, Signer.PLAYER), Signer.SERVER);
        }
    }

    @Test
    void whatIsRandomButHasAVersionIsPlain() throws Malformed {
        byte[] c1 = Digest.packet(new SplittableRandom(3), 7, 0x80_00_07_02);
        assertThat(s2(serverAnswers(3, c1))).isEqualTo(c1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 31})
    void aVersionNobodyKnowsIsAnsweredWithThree(int version) throws Malformed {
        assertThat(serverAnswers(version, new byte[1536])[0]).isEqualTo((byte) 3);
    }

    @Test
    void rtmpeIsRefused() {
        assertThatThrownBy(() -> server.answer(Bytes.of("06"), heap.allocator()))
                .isInstanceOf(Malformed.class)
                .hasMessage("the client asks for RTMPE, which is broken; use RTMP or RTMPS");
    }

    @Test
    void anotherProtocolIsToldApartByItsFirstByte() {
        assertThatThrownBy(() -> server.answer(Bytes.of("'GET /'"), heap.allocator()))
                .isInstanceOf(Malformed.class)
                .hasMessage(
                        "the client does not speak RTMP: it begins with byte 0x47 instead of 0x03");
    }

    @Test
    void theServerTakesC2AndNothingBehindIt() throws Malformed {
        serverAnswers(3, new byte[1536]);
        var in = Unpooled.buffer().writeZero(1535);
        assertThat(server.answer(in, heap.allocator())).isNull();
        assertThat(server.done()).isFalse();
        in.writeZero(1).writeByte(0x42);
        assertThat(server.answer(in, heap.allocator())).isNull();
        assertThat(server.done()).isTrue();
        assertThat(server.answer(in, heap.allocator())).isNull();
        assertThat(Bytes.hex(in)).isEqualTo("42");
    }

    @Test
    void serverAndClientUnderstandEachOtherByteByByte() throws Malformed {
        var toServer = Unpooled.buffer();
        take(client.start(heap.allocator()), toServer);
        var toClient = Unpooled.buffer();
        var atServer = Unpooled.buffer();
        var atClient = Unpooled.buffer();
        while (toServer.isReadable() || toClient.isReadable()) {
            if (toServer.isReadable()) {
                atServer.writeByte(toServer.readByte());
            }
            if (toClient.isReadable()) {
                atClient.writeByte(toClient.readByte());
            }
            take(server.answer(atServer, heap.allocator()), toClient);
            take(client.answer(atClient, heap.allocator()), toServer);
        }
        assertThat(server.done()).isTrue();
        assertThat(client.done()).isTrue();
    }

    @Test
    void theClientBeginsWithADigest() {
        var start = client.start(heap.allocator());
        byte[] bytes = bytes(start);
        assertThat(bytes).hasSize(1537).startsWith(3, 1, 2, 3, 4, 9, 0, 124, 2);
        var found = found(s1(bytes), Signer.PLAYER);
        assertThat(found.scheme()).isEqualTo(Scheme.FIRST);
    }

    @Test
    void theClientGivesAPlainServerItsBytesBack() throws Malformed {
        byte[] s1 = Digest.packet(new SplittableRandom(3), 7, 0);
        assertThat(clientAnswers(s1)).isEqualTo(s1);
    }

    @ParameterizedTest
    @EnumSource(Scheme.class)
    void theClientSignsTheDigestOfAServer(Scheme scheme) throws Malformed {
        byte[] s1 = Digest.packet(new SplittableRandom(3), 7, 0x03_05_01_01);
        Digest.seal(s1, scheme, Signer.SERVER);
        assertSigned(clientAnswers(s1), found(s1, Signer.SERVER), Signer.PLAYER);
    }

    @Test
    void aServerOfAnotherVersionIsRefused() {
        var in = Unpooled.buffer().writeByte(6).writeZero(1536);
        assertThatThrownBy(() -> client.answer(in, heap.allocator()))
                .isInstanceOf(Malformed.class)
                .hasMessage("the server answers with RTMP version 6; only 3 is known");
    }

    /** Recorded between ffmpeg and nginx: both sign, so all the keys and places are theirs. */
    @Test
    void ffmpegAndNginxSignAsWeDo() {
        byte[] said = bytes(Bytes.capture("ffmpeg-play.c2s"));
        byte[] answered = bytes(Bytes.capture("ffmpeg-play.s2c"));
        var client = found(s1(said), Signer.PLAYER);
        var server = found(s1(answered), Signer.SERVER);
        assertSigned(s2(said), server, Signer.PLAYER);
        assertSigned(s2(answered), client, Signer.SERVER);
    }

    @Test
    void ffmpegIsAnsweredWithASignature() throws Malformed {
        byte[] c1 = s1(bytes(Bytes.capture("ffmpeg-play.c2s")));
        assertSigned(s2(serverAnswers(3, c1)), found(c1, Signer.PLAYER), Signer.SERVER);
    }

    @Test
    void rtmpdumpIsAnsweredPlainly() throws Malformed {
        byte[] c1 = s1(bytes(Bytes.capture("rtmpdump-play.c2s")));
        assertThat(s2(serverAnswers(3, c1))).isEqualTo(c1);
    }

    private byte[] serverAnswers(int version, byte[] c1) throws Malformed {
        return serverAnswers(server, version, c1);
    }

    private byte[] serverAnswers(ServerHandshake server, int version, byte[] c1) throws Malformed {
        var in = Unpooled.buffer().writeByte(version).writeBytes(c1);
        return bytes(Objects.requireNonNull(server.answer(in, heap.allocator())));
    }

    private byte[] clientAnswers(byte[] s1) throws Malformed {
        client.start(heap.allocator()).release();
        var in = Unpooled.buffer().writeByte(3).writeBytes(s1);
        return bytes(Objects.requireNonNull(client.answer(in, heap.allocator())));
    }

    private static Digest.Found found(byte[] packet, Signer signer) {
        return Objects.requireNonNull(Digest.find(packet, signer), "no digest of " + signer);
    }

    private static void assertSigned(byte[] packet, Digest.Found answered, Signer signer) {
        assertThat(Arrays.copyOfRange(packet, 1504, 1536))
                .isEqualTo(Digest.signature(packet, answered, signer));
    }

    private static byte[] s1(byte[] all) {
        return Arrays.copyOfRange(all, 1, 1537);
    }

    private static byte[] s2(byte[] all) {
        return Arrays.copyOfRange(all, 1537, 3073);
    }

    private static byte[] bytes(ByteBuf buffer) {
        try {
            return ByteBufUtil.getBytes(buffer);
        } finally {
            buffer.release();
        }
    }

    private static void take(@Nullable ByteBuf answer, ByteBuf to) {
        if (answer != null) {
            to.writeBytes(answer);
            answer.release();
        }
    }
}

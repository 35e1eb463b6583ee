package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.rtmp.RtmpMessage.SetChunkSize;
import dev.berth.hub.Trial;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Peers that keep to the letter of RTMP, and mean no good. */
class HostileTest {
    private static final int CHUNK_STREAMS = 60;
    private static final int IDLE = 3_000;
    private static final long CLAIM = 8 << 20;
    private static final long PAUSE_NANOS = 5_000_000;

    /** A hub that waits so long for a handshake, and takes so many connections. */
    private static Trial hub(Duration handshake, int connections) {
        return Trial.start(config -> config.with(limited(config.rtmp(), handshake, connections)));
    }

    private static RtmpConfig limited(RtmpConfig rtmp, Duration handshake, int connections) {
        return new RtmpConfig(
                rtmp.enabled(),
                rtmp.listen(),
                rtmp.policy(),
                rtmp.tlsListen(),
                rtmp.chunkSize(),
                connections,
                handshake,
                rtmp.silence(),
                rtmp.stall(),
                rtmp.targetStall(),
                rtmp.connect());
    }

    private static int port(Trial hub) {
        return URI.create(hub.rtmp("live/demo")).getPort();
    }

    private static Socket knock(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Whether a publisher's picture reaches a player. */
    private static void assertServed(int port) throws Exception {
        try (var player = Wire.play(port, "live", "demo");
                var publisher = Wire.connect(port, "live")) {
            publisher.publish("demo");
            publisher.send(Wire.configuration());
            publisher.send(Wire.picture(0, true, 700));
            assertThat(player.nextPicture().payload().readableBytes()).isEqualTo(700 + 9);
        }
    }

    @Test
    void whoShakesHandsAByteAtATimeIsHungUpOn() throws Exception {
        try (var hub = hub(Duration.ofSeconds(1), 100);
                var slow = knock(port(hub))) {
            slow.setTcpNoDelay(true);
            slow.getOutputStream().write(3);
            assertThatThrownBy(() -> dribble(slow)).isInstanceOf(SocketException.class);
            assertServed(port(hub));
        }
    }

    /** Fewer bytes than a handshake has, one in every packet, until the hub has had enough. */
    private static void dribble(Socket to) throws IOException {
        for (int sent = 0; sent < 3_000; sent++) {
            to.getOutputStream().write(0);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Test
    void whoSaysNothingAfterTheHandshakeIsHungUpOn() throws Exception {
        try (var hub = hub(Duration.ofSeconds(1), 100);
                var mute = Wire.connect(port(hub), "live")) {
            assertThatThrownBy(() -> mute.await("onStatus")).isInstanceOf(EOFException.class);
            assertServed(port(hub));
        }
    }

    @Test
    void chunksOfOneByteAreReadLikeAnyOthers() throws Exception {
        try (var hub = hub(Duration.ofSeconds(10), 100);
                var player = Wire.play(port(hub), "live", "demo");
                var publisher = Wire.connect(port(hub), "live")) {
            publisher.send(new SetChunkSize(1));
            publisher.publish("demo");
            publisher.send(Wire.configuration());
            var picture = publisher.bytes(Wire.picture(0, true, 3_000));
            while (picture.isReadable()) {
                publisher.write(picture.readSlice(1));
            }
            assertThat(player.nextPicture().payload().readableBytes()).isEqualTo(3_000 + 9);
        }
    }

    @Test
    void messagesThatAreAnnouncedAndNeverCompletedHoldNoMemory() throws Exception {
        try (var hub = hub(Duration.ofSeconds(10), 100);
                var bomber = Wire.connect(port(hub), "live")) {
            bomber.publish("bomb");
            long before = memory();
            for (int id = 3; id < 3 + CHUNK_STREAMS; id++) {
                bomber.write(beginning(id));
            }
            assertServed(port(hub));
            assertThat(memory() - before)
                    .as("bytes kept for %d messages of 8 MiB that nobody sent", CHUNK_STREAMS)
                    .isLessThan(2 * CLAIM);
        }
    }

    @Test
    void moreUnfinishedMessagesThanMayBeEndTheConnection() throws Exception {
        try (var hub = hub(Duration.ofSeconds(10), 100);
                var bomber = Wire.connect(port(hub), "live")) {
            bomber.publish("bomb");
            bomber.send(new SetChunkSize(1 << 20));
            assertThatThrownBy(() -> flood(bomber)).isInstanceOf(IOException.class);
            assertServed(port(hub));
        }
    }

    /** The first mebibyte of a message of 8 MiB on each chunk stream, again and again. */
    private static void flood(Wire bomber) throws IOException {
        for (int round = 0; round < 8; round++) {
            for (int id = 3; id < 3 + CHUNK_STREAMS; id++) {
                var chunk = Unpooled.buffer(12 + (1 << 20));
                if (round == 0) {
                    chunk.writeBytes(header(id));
                } else {
                    chunk.writeByte(0xc0 | id);
                }
                bomber.write(chunk.writeZero(1 << 20));
            }
        }
    }

    /** A whole header of a message of 8 MiB, and its first chunk of 128 bytes. */
    private static ByteBuf beginning(int chunkStream) {
        return Unpooled.buffer().writeBytes(header(chunkStream)).writeZero(128);
    }

    private static ByteBuf header(int chunkStream) {
        return Unpooled.buffer()
                .writeByte(chunkStream)
                .writeMedium(0)
                .writeMedium((int) CLAIM)
                .writeByte(9)
                .writeIntLE(1);
    }

    private static long memory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    @Test
    void thousandsOfIdleConnectionsKeepNobodyOutAndAreHungUpOn() throws Exception {
        var idle = new ArrayList<Socket>();
        try (var hub = hub(Duration.ofSeconds(5), IDLE + 100)) {
            for (int i = 0; i < IDLE; i++) {
                idle.add(knock(port(hub)));
            }
            assertServed(port(hub));
            for (var socket : idle) {
                assertThat(socket.getInputStream().read()).as("the hub hung up").isEqualTo(-1);
            }
        } finally {
            for (var socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void whoComesWhenAllConnectionsAreTakenIsHungUpOnAtOnceAndServedLater() throws Exception {
        try (var hub = hub(Duration.ofSeconds(2), 2);
                var first = knock(port(hub));
                var second = knock(port(hub));
                var third = knock(port(hub))) {
            third.getInputStream().transferTo(OutputStream.nullOutputStream());
            first.getInputStream().transferTo(OutputStream.nullOutputStream());
            second.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertServed(port(hub));
        }
    }
}

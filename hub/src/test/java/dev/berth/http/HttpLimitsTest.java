package dev.berth.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.rtmp.Await;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take what is not theirs, or take their time. */
class HttpLimitsTest {
    private static final String NOWHERE = "GET /nowhere HTTP/1.1\nHost: here\n\n";

    @TempDir private Path folder;

    /** Whether the hub hangs up, whatever it says before. */
    private static boolean hangsUp(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void whoeverSaysNothingOrOnlySlowlyIsHungUp() throws Exception {
        try (var hall = Hall.open(folder, "handshake: 1s", "");
                var silent = hall.connect();
                var slow = hall.connect()) {
            Talk.say(slow, "GET /live/demo.flv HTTP/1.1\nHost: he");

            assertThat(hangsUp(silent)).isTrue();
            assertThat(hangsUp(slow)).isTrue();
        }
    }

    @Test
    void whoeverIsIdleBetweenTwoRequestsIsHungUp() throws Exception {
        try (var hall = Hall.open(folder, "idle: 1s", "");
                var socket = hall.connect()) {
            assertThat(Talk.ask(socket, NOWHERE).status()).isEqualTo(404);

            assertThat(hangsUp(socket)).isTrue();
        }
    }

    @Test
    void headersAndPathsHaveALimit() throws Exception {
        try (var hall = Hall.open(folder);
                var long1 = hall.connect();
                var long2 = hall.connect();
                var nonsense = hall.connect()) {
            var path = Talk.ask(long1, "GET /" + "a".repeat(9_000) + " HTTP/1.1\nHost: here\n\n");
            assertThat(path.status()).isEqualTo(414);
            assertThat(path.body()).contains("shorter path");

            var field = "X-%d: " + "b".repeat(1_000) + "\n";
            var request = new StringBuilder("GET / HTTP/1.1\nHost: here\n");
            for (int i = 0; i < 20; i++) {
                request.append(field.formatted(i));
            }
            var fields = Talk.ask(long2, request + "\n");
            assertThat(fields.status()).isEqualTo(431);
            assertThat(fields.body()).contains("http.headers");

            assertThat(Talk.ask(nonsense, "\1\2\3\n\n").status()).isEqualTo(400);
        }
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInTurnAndAsManyAsCome() throws Exception {
        int requests = 5_000;
        try (var hall = Hall.open(folder);
                var socket = hall.connect()) {
            var sender = Thread.ofVirtual().start(() -> flood(socket, requests));
            for (int i = 0; i < requests; i++) {
                assertThat(Talk.hear(socket).body()).contains("/n" + i + ";");
            }
            sender.join();
        }
    }

    private static void flood(Socket socket, int requests) {
        try {
            var all = new StringBuilder();
            for (int i = 0; i < requests; i++) {
                all.append("GET /n").append(i).append(" HTTP/1.1\nHost: a\n\n");
            }
            Talk.say(socket, all.toString());
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void aBodyInCrumbsIsRead() throws Exception {
        var clip = Clips.h264(folder, 2);
        var source = folder.resolve("source.flv");
        try (var copy = Child.ffmpeg(Clips.record(clip.toString(), source));
                var hall = Hall.open(folder);
                var socket = hall.connect()) {
            copy.output();
            var bytes = Files.readAllBytes(source);
            var body = new ByteArrayOutputStream();
            for (byte crumb : bytes) {
                body.write("1\r\n".getBytes(US_ASCII));
                body.write(crumb);
                body.write("\r\n".getBytes(US_ASCII));
            }
            Talk.say(
                    socket,
                    "POST /live/demo.flv HTTP/1.1\nHost: here\nTransfer-Encoding: chunked\n\n");
            socket.getOutputStream().write(body.toByteArray());
            Await.until(
                    "all of the pictures came",
                    () ->
                            hall.status("live/demo")
                                    .filter(status -> status.frames() > 2 * Clips.RATE)
                                    .isPresent());

            assertThat(Talk.ask(socket, "0\n\n").status()).isEqualTo(204);
            assertThat(Talk.ask(socket, NOWHERE).status())
                    .as("on the same connection")
                    .isEqualTo(404);
        }
    }

    @Test
    void aBodyThatNobodyAskedForIsNotRead() throws Exception {
        try (var hall = Hall.open(folder);
                var socket = hall.connect()) {
            var answer =
                    Talk.ask(
                            socket,
                            "GET /live/demo.flv HTTP/1.1\nHost: a\nContent-Length: 99999999\n\n");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(hangsUp(socket)).isTrue();
        }
    }

    @Test
    void aPublisherThatFallsSilentIsToldAndItsStreamWaitsForAnother() throws Exception {
        try (var hall = Hall.open(folder, "silence: 1s", "");
                var socket = hall.connect()) {
            Talk.say(
                    socket,
                    "POST /live/demo.flv HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\nFLV\n");
            hall.awaitLive("live/demo");

            var answer = Talk.hear(socket);

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("nothing of the body came for 1 s");
            assertThat(hall.status("live/demo").orElseThrow().publisher()).isNull();
        }
    }

    @Test
    void oneConnectionTooManyIsToldSoAndOthersGoOn() throws Exception {
        try (var hall = Hall.open(folder, "connections: 3", "")) {
            var sockets = new ArrayList<Socket>();
            for (int i = 0; i < 4; i++) {
                sockets.add(hall.connect());
                if (i < 3) {
                    assertThat(Talk.ask(sockets.get(i), NOWHERE).status()).isEqualTo(404);
                }
            }
            var refusal = Talk.ask(sockets.get(3), NOWHERE);
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.body()).contains("3 connections already", "http.connections");
            assertThat(hangsUp(sockets.get(3))).isTrue();
            assertThat(Talk.ask(sockets.get(0), NOWHERE).status()).isEqualTo(404);
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aPlayerThatStopsReadingIsHungUpAndTheOthersGoOn() throws Exception {
        var clip = Clips.fat(folder, 2, 20_000);
        try (var hall = Hall.open(folder, "stall: 1s", "media: {queue: 512KiB, gop: 512KiB}");
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, hall.rtmp("live/demo")));
                var good =
                        Child.ffmpeg(
                                "-i", hall.url("live/demo.flv"), "-c", "copy", "-f", "null", "-");
                var bad = new Socket()) {
            hall.awaitReaders("live/demo", 1);
            bad.setReceiveBufferSize(4 << 10);
            bad.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hall.port()));
            Talk.say(bad, "GET /live/demo.flv HTTP/1.1\nHost: a\n\n");
            hall.awaitReaders("live/demo", 2);

            hall.awaitReaders("live/demo", 1);

            assertThat(good.running()).isTrue();
            assertThat(publisher.running()).isTrue();
        }
    }

    @Test
    void aPlayerThatTalksAllTheTimeIsHungUp() throws Exception {
        var clip = Clips.h264(folder, 2);
        try (var hall = Hall.open(folder);
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, hall.rtmp("live/demo")));
                var socket = hall.connect()) {
            hall.awaitLive("live/demo");
            Talk.say(socket, "GET /live/demo.flv HTTP/1.1\nHost: a\n\n");
            hall.awaitReaders("live/demo", 1);
            var talk = Thread.ofVirtual().start(() -> talk(socket));

            hall.awaitReaders("live/demo", 0);

            talk.join();
            assertThat(publisher.running()).isTrue();
        }
    }

    private static void talk(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write(new byte[1_000]);
            }
        } catch (IOException hungUp) {
            // as it should be
        }
    }
}

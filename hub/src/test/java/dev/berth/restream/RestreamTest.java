package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.hub.Trial;
import dev.berth.ports.Endpoint;
import dev.berth.rtmp.Await;
import dev.berth.rtmp.RtmpConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs of a real hub, over real sockets. */
class RestreamTest {
    /** Small, so that a machine with little to spare encodes it in time. */
    private static final String SIGNAL = "test:?size=320x180&rate=15";

    private final Trial trial = Trial.start(config -> config.with(impatient(config.rtmp())));

    /** Notices within a second what takes a minute otherwise. */
    private static RtmpConfig impatient(RtmpConfig usual) {
        return new RtmpConfig(
                usual.enabled(),
                usual.listen(),
                usual.policy(),
                null,
                usual.chunkSize(),
                usual.connections(),
                Duration.ofSeconds(1),
                usual.silence(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                usual.connect());
    }

    @AfterEach
    void end() {
        trial.close();
    }

    private Restream restream() {
        return trial.hub().restream();
    }

    private String add(String from, String to) {
        return restream().add(from, List.of(to)).getFirst().id();
    }

    private OutputStatus status(String id) {
        return restream().find(id).orElseThrow();
    }

    private void await(String id, OutputState state) {
        Await.until(
                () -> "the output is " + state + "; it is " + status(id),
                () -> status(id).state() == state);
    }

    private void awaitLive(String stream) {
        Await.until(
                stream + " is live",
                () ->
                        trial.hub()
                                .streams()
                                .status(stream)
                                .filter(status -> status.state().name().equals("LIVE"))
                                .isPresent());
    }

    private static String listener(Endpoint port) {
        return "rtmp://127.0.0.1:" + port.port() + "/live/out?listen=1";
    }

    private boolean leased(Endpoint port) {
        return trial.hub().authority().leaseOn(port).isPresent();
    }

    /** Publishes the test picture to the hub's own RTMP port. */
    private String publish(String stream) {
        var id = add(SIGNAL + "&tone=300", trial.rtmp(stream));
        await(id, OutputState.LIVE);
        awaitLive(stream);
        return id;
    }

    /** A server that takes connections in and never reads from them. */
    private static final class Deaf implements AutoCloseable {
        final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final Set<Socket> taken = ConcurrentHashMap.newKeySet();

        Deaf() throws IOException {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            while (true) {
                                taken.add(socket.accept());
                            }
                        } catch (IOException closed) {
                            // That is the end of it.
                        }
                    });
        }

        String url() {
            return "rtmp://127.0.0.1:" + socket.getLocalPort() + "/live/x";
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (var one : taken) {
                one.close();
            }
        }
    }

    /** Carries bytes to and from a server, until it is told to carry no more to it. */
    private static final class Bridge implements AutoCloseable {
        private static final int SMALL = 8 << 10;

        private final ServerSocket socket = new ServerSocket();
        private final int server;
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private volatile boolean blocked;

        Bridge(int server) throws IOException {
            this.server = server;
            socket.setReceiveBufferSize(SMALL);
            socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofVirtual().start(this::accept);
        }

        String url(String stream) {
            return "rtmp://127.0.0.1:" + socket.getLocalPort() + "/" + stream;
        }

        void block() {
            blocked = true;
        }

        private void accept() {
            try {
                while (true) {
                    var client = socket.accept();
                    var beyond = new Socket(InetAddress.getLoopbackAddress(), server);
                    open.add(client);
                    open.add(beyond);
                    Thread.ofVirtual().start(() -> carry(client, beyond, true));
                    Thread.ofVirtual().start(() -> carry(beyond, client, false));
                }
            } catch (IOException closed) {
                // That is the end of it.
            }
        }

        private void carry(Socket from, Socket to, boolean blockable) {
            var buffer = new byte[SMALL];
            try {
                for (int n = from.getInputStream().read(buffer);
                        n > 0 && !(blockable && blocked);
                        n = from.getInputStream().read(buffer)) {
                    to.getOutputStream().write(buffer, 0, n);
                }
            } catch (IOException closed) {
                // That is the end of it.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (var one : open) {
                one.close();
            }
        }
    }

    @Test
    void aListeningOutputWaitsForAClientAndIsLiveWhileOneIsThere() throws Exception {
        var port = Trial.freePort();
        var id = add(SIGNAL, listener(port));
        await(id, OutputState.WAITING_FOR_CLIENT);

        var player = add("rtmp://127.0.0.1:" + port.port() + "/live/out", trial.rtmp("live/copy"));
        await(id, OutputState.LIVE);
        assertThat(status(id).clients()).isEqualTo(1);
        await(player, OutputState.LIVE);

        assertThat(restream().remove(player)).isTrue();
        await(id, OutputState.WAITING_FOR_CLIENT);
    }

    @Test
    void aPushOfAPublishedStreamWaitsForItAndForItsReturn() {
        var id = add("live/one", trial.rtmp("live/two"));
        await(id, OutputState.WAITING_FOR_SOURCE);

        var source = publish("live/one");
        await(id, OutputState.LIVE);
        awaitLive("live/two");

        restream().remove(source);
        await(id, OutputState.WAITING_FOR_SOURCE);
        publish("live/one");
        await(id, OutputState.LIVE);
        assertThat(status(id).reconnects()).isEqualTo(1);
    }

    @Test
    void anOutputWhoseServerIsAwayBacksOffAndGoesLiveOnceItIsThere() throws Exception {
        var away = Trial.freePort();
        var id = add(SIGNAL, "rtmp://127.0.0.1:" + away.port() + "/live/x");
        await(id, OutputState.BACKING_OFF);
        assertThat(status(id).problem())
                .isEqualTo(
                        "127.0.0.1 port %d refuses connections; see that the server runs and the port is right",
                        away.port());

        try (var server = Trial.start(config -> config.with(config.rtmp().listeningOn(away)))) {
            await(id, OutputState.LIVE);
            assertThat(status(id).problem()).isNull();
            assertThat(status(id).reconnects()).isPositive();
            assertThat(server.hub().streams().all()).hasSize(1);
        }
    }

    @Test
    void aTargetThatRefusesForLongIsOneEvent() throws Exception {
        var id = add(SIGNAL, "rtmp://127.0.0.1:" + Trial.freePort().port() + "/live/x");
        Await.until("it tried three times", () -> status(id).reconnects() >= 2);

        assertThat(events()).filteredOn(kind -> kind.equals("output.backing-off " + id)).hasSize(1);
    }

    /** What the API's clients were told: kind and subject. */
    private List<String> events() throws IOException {
        var uri = java.net.URI.create(trial.api());
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(
                            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 0\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            restream().add("live/mark", List.of(listener(Trial.freePort())));
            var told = new java.util.ArrayList<String>();
            var lines =
                    new java.util.Scanner(
                            socket.getInputStream(), java.nio.charset.StandardCharsets.UTF_8);
            while (lines.hasNextLine()) {
                var line = lines.nextLine();
                if (line.startsWith("data:")) {
                    var event = Trial.object(Trial.json(line.substring(5)));
                    if (String.valueOf(event.get("text")).contains("is added")
                            && !told.isEmpty()
                            && told.contains("output.added o1")) {
                        return told;
                    }
                    told.add(event.get("kind") + " " + event.get("subject"));
                }
            }
            throw new IOException("the hub hung up");
        }
    }

    @Test
    void aServerThatNeverAnswersHoldsUpNobody() throws Exception {
        try (var deaf = new Deaf()) {
            var stuck = add(SIGNAL, deaf.url());
            assertThat(status(stuck).state()).isEqualTo(OutputState.CONNECTING);
            var fine = add(SIGNAL, trial.rtmp("live/fine"));
            await(fine, OutputState.LIVE);
            await(stuck, OutputState.BACKING_OFF);
            assertThat(status(stuck).problem()).contains("127.0.0.1");
            assertThat(status(fine).state()).isEqualTo(OutputState.LIVE);
        }
    }

    @Test
    void aServerThatCeasesToReadStallsItsOutputAloneAndIsLeft() throws Exception {
        var port = java.net.URI.create(trial.rtmp("x/y")).getPort();
        try (var bridge = new Bridge(port)) {
            var heavy = "test:?size=640x360&rate=30&bitrate=6000k";
            var stuck = add(heavy, bridge.url("live/far"));
            var fine = add(heavy, trial.rtmp("live/near"));
            await(stuck, OutputState.LIVE);
            await(fine, OutputState.LIVE);
            awaitLive("live/far");

            bridge.block();
            await(stuck, OutputState.STALLED);
            await(stuck, OutputState.BACKING_OFF);
            assertThat(status(stuck).problem()).contains("has taken nothing for 1 s");
            assertThat(status(fine).state()).isEqualTo(OutputState.LIVE);
            assertThat(status(fine).reconnects()).isZero();
            assertThat(status(fine).droppedFrames()).isZero();
        }
    }

    @Test
    void aListeningOutputOnAHeldPortSaysByWhomAndStartsByItselfOnceItIsFree() throws Exception {
        var port = Trial.freePort();
        String id;
        try (var other = new ServerSocket(port.port(), 1, InetAddress.getLoopbackAddress())) {
            id = add("live/a", listener(port));
            await(id, OutputState.BACKING_OFF);
            assertThat(status(id).problem())
                    .contains(port.toString())
                    .contains("pid " + ProcessHandle.current().pid());
            assertThat(other.isBound()).isTrue();
        }
        await(id, OutputState.WAITING_FOR_CLIENT);
        assertThat(leased(port)).isTrue();
    }

    @Test
    void anOutputCanBeRemovedInEveryState() throws Exception {
        try (var deaf = new Deaf();
                var held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var listening = Trial.freePort();
            var waiting = add("live/none", trial.rtmp("live/x"));
            var open = add("live/none", listener(listening));
            var connecting = add(SIGNAL, deaf.url());
            var live = add(SIGNAL, trial.rtmp("live/y"));
            var backing =
                    add(
                            "live/none",
                            "rtmp://127.0.0.1:%d/a/b?listen=1".formatted(held.getLocalPort()));
            await(waiting, OutputState.WAITING_FOR_SOURCE);
            await(open, OutputState.WAITING_FOR_CLIENT);
            await(live, OutputState.LIVE);
            await(backing, OutputState.BACKING_OFF);

            for (var id : List.of(waiting, open, connecting, live, backing)) {
                assertThat(restream().remove(id)).isTrue();
                assertThat(restream().remove(id)).isFalse();
            }

            assertThat(leased(listening)).isFalse();
            assertThat(restream().list()).isEmpty();
            Await.until(
                    () -> "no stream is left; there are " + trial.hub().streams().all(),
                    () -> trial.hub().streams().all().isEmpty());
        }
    }

    @Test
    void thePortOfARemovedOutputCanBeHadAgainAtOnce() {
        var port = Trial.freePort();
        for (int i = 0; i < 5; i++) {
            var id = add("live/a", listener(port));
            await(id, OutputState.WAITING_FOR_CLIENT);
            restream().remove(id);
        }
        assertThat(leased(port)).isFalse();
    }

    @Test
    void aFileThatEndsEndsAllOfItsOutputsAndGivesTheirPortsBack(@TempDir Path place)
            throws Exception {
        var file = clip(place).toUri().toString();
        var port = Trial.freePort();
        var away = "rtmp://127.0.0.1:" + Trial.freePort().port() + "/live/away";
        var ids =
                restream()
                        .add(file, List.of(listener(port), trial.rtmp("live/clip"), away))
                        .stream()
                        .map(OutputStatus::id)
                        .toList();
        Await.until("the port is had", () -> leased(port));

        ids.forEach(id -> await(id, OutputState.ENDED));
        assertThat(status(ids.get(0)).problem()).isNull();
        assertThat(status(ids.get(1)).problem()).isNull();
        assertThat(status(ids.get(2)).problem())
                .as("who got nothing of it says why")
                .contains("refuses connections");
        assertThat(leased(port)).isFalse();

        var again = restream().add(file, List.of(listener(port)));
        await(again.getFirst().id(), OutputState.ENDED);
    }

    private static Path clip(Path place) throws Exception {
        var clip = place.resolve("clip.flv");
        var made =
                new ProcessBuilder(
                                "ffmpeg",
                                "-loglevel",
                                "error",
                                "-f",
                                "lavfi",
                                "-i",
                                "testsrc=size=160x90:rate=10:duration=1",
                                "-c:v",
                                "libx264",
                                "-preset",
                                "ultrafast",
                                clip.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(place.resolve("ffmpeg.log").toFile())
                        .start()
                        .waitFor();
        assertThat(made).as("%s", Files.readString(place.resolve("ffmpeg.log"))).isZero();
        return clip;
    }

    @Test
    void aSourceThatCannotBeOpenedSaysSoAtItsOutputs(@TempDir Path place) throws Exception {
        var noClip = Files.writeString(place.resolve("clip.mp4"), "this is no film");
        var id = add(noClip.toUri().toString(), listener(Trial.freePort()));

        Await.until("it says what ails it", () -> status(id).problem() != null);
        assertThat(status(id).problem()).contains("clip.mp4").doesNotContain("Exception");
        assertThat(status(id).state()).isEqualTo(OutputState.WAITING_FOR_CLIENT);
    }

    @Test
    void sourcesWhoseNamesLookAlikeAreTwoStreams() {
        var one = restream().add("test:?size=320x180&rate=15", List.of(listener(Trial.freePort())));
        var two =
                restream().add("test:?size=320x180&rate=15&", List.of(listener(Trial.freePort())));

        assertThat(one.getFirst().stream()).isNotEqualTo(two.getFirst().stream());
        assertThat(restream().add("test:", List.of(listener(Trial.freePort()))))
                .extracting(OutputStatus::stream)
                .containsExactly("restream/test");
    }

    @Test
    void anOutputWithAVeryLongAddressIsNotLost() {
        var port = Trial.freePort();
        var id =
                add(
                        "live/a",
                        "rtmp://127.0.0.1:"
                                + port.port()
                                + "/live/"
                                + "x".repeat(1_000)
                                + "?listen=1");

        Await.until(
                () -> "it listens, or says why not; it is " + status(id),
                () ->
                        status(id).state() == OutputState.WAITING_FOR_CLIENT
                                || status(id).problem() != null);
    }

    @Test
    void afterTheEndNothingIsAdded() {
        trial.close();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> add("live/a", listener(Trial.freePort())))
                .withMessage("the hub is ending; ask again once it is back");
    }
}

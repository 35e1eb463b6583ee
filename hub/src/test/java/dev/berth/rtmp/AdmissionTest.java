package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.access.AccessConfig;
import dev.berth.access.Doorman;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import dev.berth.hub.Hub;
import dev.berth.hub.Trial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in at the RTMP port, and what programs show of a refusal. */
class AdmissionTest {
    @TempDir private Path folder;

    private Trial hub(String yaml) throws Exception {
        var access = access(yaml);
        return Trial.start(config -> config.with(access));
    }

    private AccessConfig access(String yaml) throws Exception {
        return Hub.read(Files.writeString(folder.resolve("berth.yaml"), yaml)).access();
    }

    private static int port(Trial hub) {
        return URI.create(hub.rtmp("live/demo")).getPort();
    }

    private static void awaitLive(Trial hub, String stream) {
        Await.until(
                stream + " is published",
                () ->
                        hub.hub()
                                .streams()
                                .status(stream)
                                .filter(status -> status.publisher() != null)
                                .isPresent());
    }

    private static void awaitPlaces(Trial hub, int publishers, int players) {
        Await.until(
                () -> "%d publish and %d play; %s".formatted(publishers, players, figures(hub)),
                () ->
                        figures(hub).contains("{deed=\"publish\"} " + publishers + ".0")
                                && figures(hub).contains("{deed=\"play\"} " + players + ".0"));
    }

    private static String figures(Trial hub) {
        return hub.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("berth_access_"))
                .reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void ffmpegPublishesAndPlaysWithATokenBehindItsKey() throws Exception {
        var clip = Clips.h264(folder, 4);
        try (var hub =
                        hub(
                                "access: [{streams: live/*, publish: {tokens: [pub]}, play: {tokens: [see]}}]");
                var publisher =
                        Child.ffmpeg(
                                Clips.publishForEver(clip, hub.rtmp("live/demo") + "?token=pub"))) {
            awaitLive(hub, "live/demo");
            try (var player =
                    Child.ffmpeg(
                            "-i",
                            hub.rtmp("live/demo") + "?token=see",
                            "-t",
                            "1",
                            "-f",
                            "null",
                            "-")) {
                assertThat(player.output()).isEmpty();
            }
            assertThat(publisher.running()).isTrue();
            awaitPlaces(hub, 1, 0);
        }
    }

    @Test
    void ffmpegWithoutATokenFailsAndShowsTheSentence() throws Exception {
        var clip = Clips.h264(folder, 4);
        try (var hub =
                        hub(
                                "access: [{streams: live/*, publish: {tokens: [pub]}, play: {tokens: [see]}}]");
                var publisher = Child.ffmpeg(Clips.publish(clip, hub.rtmp("live/demo")));
                var player =
                        Child.ffmpeg(
                                "-i", hub.rtmp("live/demo") + "?token=pub", "-f", "null", "-")) {
            assertThat(publisher.status()).isNotZero();
            assertThat(publisher.said()).contains("to publish live/demo takes a token");
            assertThat(player.status()).isNotZero();
            assertThat(player.said()).contains("was not given out to play live/demo");
            assertThat(hub.hub().streams().all()).isEmpty();
            assertThat(figures(hub))
                    .contains("berth_access_denied_total{why=\"unauthorized\"} 2.0");
        }
    }

    @Test
    void aTokenBehindTheApplicationCountsAsWell() throws Exception {
        try (var hub = hub("access: [{streams: live/*, publish: {tokens: [pub]}}]");
                var wire = Wire.connect(port(hub), "live?token=pub")) {
            assertThat(Replies.said(wire.publish("demo"), "code"))
                    .isEqualTo("NetStream.Publish.Start");
        }
    }

    @Test
    void whoIsRefusedIsToldSoWithACodeAndHungUpOn() throws Exception {
        try (var hub =
                        hub(
                                "access: [{streams: live/*, publish: {allow: [192.0.2.0/24]}, play: {most: 1}}]");
                var publisher = Wire.connect(port(hub), "live");
                var first = Wire.play(port(hub), "live", "demo");
                var second = Wire.connect(port(hub), "live")) {
            var refusal = publisher.publish("demo");
            assertThat(Replies.said(refusal, "code")).isEqualTo("NetStream.Publish.Denied");
            assertThat(Replies.said(refusal, "level")).isEqualTo("error");
            assertThat(Replies.said(refusal, "description"))
                    .startsWith("127.0.0.1 is no address from where one may publish live/demo");
            assertThatThrownBy(publisher::next).isInstanceOf(IOException.class);

            second.send(new Command(1, "play", 0, List.of(Amf.nil(), Amf.str("demo"))));
            var full = second.awaitStatus("NetStream.Play.Failed");
            assertThat(Replies.said(full, "description")).startsWith("1 may play live/* at a time");
            first.cutOff();
            awaitPlaces(hub, 0, 0);
            Wire.play(port(hub), "live", "demo").close();
        }
    }

    @Test
    void aListeningOutputAsksToo() throws Exception {
        try (var hub = hub("access: [{streams: live/*, play: {tokens: [see]}}]")) {
            var to = Trial.freePort();
            var url = "rtmp://127.0.0.1:" + to.port() + "/live/out?listen=1";
            hub.hub().restream().add("live/demo", List.of(url));
            Await.until(
                    "the output listens",
                    () ->
                            hub.hub().outputs().stream()
                                    .anyMatch(output ->
                                            output.state().equals("waiting-for-client")
                                                    || output.state()
                                                            .equals("waiting-for-source")));
            try (var stranger = connect(to.port())) {
                stranger.send(new Command(1, "play", 0, List.of(Amf.nil(), Amf.str("out"))));
                assertThat(
                                Replies.said(
                                        stranger.awaitStatus("NetStream.Play.Failed"),
                                        "description"))
                        .startsWith("to play live/out takes a token");
            }
            try (var guest = connect(to.port())) {
                guest.send(new Command(1, "play", 0, List.of(Amf.nil(), Amf.str("out?token=see"))));
                guest.awaitStatus("NetStream.Play.Start");
            }
        }
    }

    private static Wire connect(int port) throws Exception {
        var connected = new AtomicReference<Wire>();
        Await.until(
                "somebody listens on " + port,
                () -> {
                    try {
                        connected.set(Wire.connect(port, "live"));
                        return true;
                    } catch (Exception notYet) {
                        return false;
                    }
                });
        return connected.get();
    }

    @Test
    void aPublisherMayWaitForTheWebhookAndWhatItSendsMeanwhileIsNotTaken() throws Exception {
        try (var doorman = Doorman.thinking(200, "");
                var hub =
                        hub(
                                "access: [{streams: live/*, publish: {webhook: \"%s\"}}]"
                                        .formatted(doorman.url()));
                var player = Wire.play(port(hub), "live", "demo");
                var publisher = Wire.connect(port(hub), "live")) {
            publisher.send(
                    new Command(
                            1,
                            "publish",
                            0,
                            List.of(Amf.nil(), Amf.str("demo?user=anna"), Amf.str("live"))));
            publisher.send(Wire.configuration());
            publisher.send(Wire.picture(0, true, 100));
            Await.until("the webhook is asked", () -> doorman.asked().size() == 1);
            assertThat(doorman.asked().getFirst()).contains("\"user\":\"anna\"");
            assertThat(hub.hub().streams().status("live/demo").orElseThrow().publisher()).isNull();

            doorman.answer();
            publisher.awaitStatus("NetStream.Publish.Start");
            publisher.send(Wire.configuration());
            publisher.send(Wire.picture(40, true, 200));
            assertThat(player.nextPicture().payload().readableBytes()).isEqualTo(200 + 9);
        }
    }

    @Test
    void aVisitorThatLeavesWhileTheWebhookThinksKeepsNoPlace() throws Exception {
        try (var doorman = Doorman.thinking(200, "");
                var hub =
                        hub(
                                "access: [{streams: live/*, publish: {webhook: \"%s\"}}]"
                                        .formatted(doorman.url()))) {
            try (var gone = Wire.connect(port(hub), "live");
                    var changed = Wire.connect(port(hub), "live")) {
                for (var wire : List.of(gone, changed)) {
                    wire.send(
                            new Command(
                                    1,
                                    "publish",
                                    0,
                                    List.of(Amf.nil(), Amf.str("demo"), Amf.str("live"))));
                }
                Await.until("the webhook is asked", () -> doorman.asked().size() == 2);
                changed.send(new Command(0, "deleteStream", 0, List.of(Amf.nil(), Amf.num(1))));
                gone.cutOff();
                changed.send(new Command(0, "getStreamLength", 9, List.of(Amf.nil())));
                changed.await("_result");
                awaitPlaces(hub, 2, 0);
                doorman.answer();
                awaitPlaces(hub, 0, 0);
                assertThat(hub.hub().streams().all()).isEmpty();
            }
        }
    }

    @Test
    void aPublisherThatSendsMoreThanItMayIsHungUpOnWithAReason() throws Exception {
        try (var hub = hub("access: [{streams: live/*, publish: {bitrate: 800kbit}}]");
                var publisher = Wire.connect(port(hub), "live")) {
            publisher.publish("demo");
            publisher.send(Wire.configuration());
            publisher.send(Wire.picture(0, true, 490_000));
            publisher.send(Wire.picture(40, false, 490_000));

            var end = publisher.awaitStatus("NetStream.Publish.Denied");
            assertThat(Replies.said(end, "description"))
                    .isEqualTo(
                            "live/demo comes at more than the 800 kbit/s that access allows; lower the encoder's bitrate");
            awaitPlaces(hub, 0, 0);
            awaitEvent(hub, "access.too-fast");
        }
    }

    /** Waits for an event of that kind, from the first event on. */
    private static void awaitEvent(Trial hub, String kind) throws Exception {
        var request = hub.request("/api/v1/events").header("Last-Event-ID", "0").build();
        try (var http = HttpClient.newHttpClient();
                var lines = http.send(request, BodyHandlers.ofLines()).body()) {
            assertThat(lines.anyMatch(line -> line.replace(" ", "").equals("event:" + kind)))
                    .isTrue();
        }
    }
}

package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.http.HttpConfig;
import dev.berth.hub.Trial;
import dev.berth.mpegts.MpegTsConfig;
import dev.berth.ports.Endpoint;
import dev.berth.rtmp.Await;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where streams can be played, who watches them, and what is counted of it all. */
class FiguresTest {
    @TempDir static Path folder;

    private static Endpoint http;
    private static Trial trial;

    @BeforeAll
    static void start() {
        http = Trial.freePort();
        var input =
                new MpegTsConfig.Input(Endpoint.parse("udp/127.0.0.1:" + http.port()), "live/ts");
        trial =
                Trial.start(config ->
                        config.with(HttpConfig.DEFAULT.listeningOn(http))
                                .with(new MpegTsConfig(List.of(input))));
    }

    @AfterAll
    static void end() {
        trial.close();
    }

    private static Map<String, Object> stream(String name) {
        return Trial.body(trial.get("/api/v1/streams/" + name));
    }

    private static String web(String path) {
        return "http://127.0.0.1:" + http.port() + path;
    }

    @Test
    void aStreamSaysWhereItCanBePlayedWhileSomebodyPublishesIt() throws Exception {
        var publication = trial.hub().streams().publish("live/my cam", "a test");
        assertThat(Trial.list(stream("live/my%20cam").get("urls")))
                .containsExactly(
                        trial.rtmp("live/my%20cam"),
                        web("/live/my%20cam.flv"),
                        web("/live/my%20cam.ts"),
                        web("/live/my%20cam.m3u8"));

        publication.lost();
        assertThat(Trial.list(stream("live/my%20cam").get("urls"))).isEmpty();
    }

    @Test
    void whoWatchesByHlsIsCounted() throws Exception {
        var clip = Clips.h264(folder, 4);
        try (var _ = Child.ffmpeg(Clips.publishForEver(clip, trial.rtmp("live/hls")));
                var client = HttpClient.newHttpClient()) {
            Await.until(
                    "it is published", () -> trial.hub().streams().status("live/hls").isPresent());
            assertThat(stream("live/hls")).containsEntry("viewers", 0);
            for (var token : List.of("", "?token=other")) {
                var list = URI.create(web("/live/hls.m3u8" + token));
                client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.discarding());
            }

            assertThat(stream("live/hls")).containsEntry("viewers", 2).containsEntry("readers", 1);
            assertThat(trial.get("/metrics").body()).contains("\nberth_hls_viewers 2.0\n");
        }
    }

    @Test
    void recodersRecordingsAndInputsAreInTheMetrics() {
        assertThat(trial.get("/metrics").body())
                .contains("\nberth_recodings 0.0\n")
                .contains("\nberth_recoding_lost_frames_total 0.0\n")
                .contains("\nberth_recoding_failures_total 0.0\n")
                .contains("\nberth_recording_bytes_total 0.0\n")
                .contains("\nberth_recording_failures_total 0.0\n")
                .contains(
                        "\nberth_mpegts_lost_packets_total{input=\"udp/127.0.0.1:%d\"} 0.0\n"
                                .formatted(http.port()));
    }
}

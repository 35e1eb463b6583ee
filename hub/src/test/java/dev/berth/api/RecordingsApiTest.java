package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.config.StreamGlob;
import dev.berth.hub.Trial;
import dev.berth.recording.RecordingConfig;
import dev.berth.recording.RecordingConfig.Rule;
import dev.berth.rtmp.Await;
import dev.berth.segments.Clip;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsApiTest {
    private static final String LIST = "/api/v1/recordings";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir private static Path folder;
    private static Trial trial;
    private static Path clip;

    @BeforeAll
    static void start() throws Exception {
        // Not in the hub's directory, which goes at the end and holds no others.
        var rule =
                new Rule(new StreamGlob("live/*"), Duration.ofSeconds(2), Duration.ZERO, 0, folder);
        trial = Trial.start(config -> config.with(new RecordingConfig(List.of(rule))));
        clip = Clip.make(folder.resolve("clip.flv"), "libx264", "aac", 48_000);
    }

    @AfterAll
    static void stop() {
        trial.close();
    }

    @Test
    void aStreamIsRecordedListedAndDownloaded() throws Exception {
        assertThat(send("PUT", "/api/v1/recorded/live/demo").statusCode()).isEqualTo(204);
        var publication = trial.hub().streams().publish("live/demo", "a test");
        Clip.publish(clip, publication);
        publication.end();
        Await.until("it is whole", () -> body(LIST).contains("\"active\":false"));

        var all = Answers.type(Views.RecordingView.class).list().fromJson(body(LIST));
        var recording = all.getFirst();
        assertThat(recording.stream()).isEqualTo("live/demo");
        assertThat(recording.seconds()).isEqualTo(4.0);

        var path = LIST + "/" + recording.id();
        var whole = bytes(path, "");
        var file = Files.write(folder.resolve("whole.mp4"), whole.body());
        assertThat(Clip.sums(file, "v:0")).isEqualTo(Clip.sums(clip, "v:0"));
        assertThat(Clip.sums(file, "a:0")).isEqualTo(Clip.sums(clip, "a:0"));
        assertThat(body(path + "/index.m3u8")).startsWith("#EXTM3U").endsWith("#EXT-X-ENDLIST\n");

        var range = bytes(path, "bytes=500-70000");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.headers().firstValue("Content-Range"))
                .hasValue("bytes 500-70000/" + whole.body().length);
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 500, 70_001));
    }

    @Test
    void whatIsNotThereIsSaidInASentence() throws Exception {
        assertThat(send("DELETE", "/api/v1/recorded/live/none").body())
                .contains("live/none is not recorded; berth recordings lists what is");
        assertThat(send("GET", LIST + "/live~none/20260101T120000.000Z").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", LIST + "/..%2f..%2fetc/passwd").statusCode()).isEqualTo(404);
    }

    private static String body(String path) {
        return trial.get(path).body();
    }

    private static HttpResponse<String> send(String method, String path) {
        return trial.send(trial.request(path).method(method, BodyPublishers.noBody()));
    }

    private static HttpResponse<byte[]> bytes(String path, String range) throws Exception {
        HttpRequest.Builder request = trial.request(path);
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }
}

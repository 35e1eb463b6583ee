package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.rtmp.Child;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may watch by HLS, and what those are told for whom there is nothing. */
class HlsAccessTest {
    private static final String ACCESS =
            """
            media: {grace: 0s}
            access:
              - {streams: live/closed, play: {tokens: [watch, also], most: 1}}
              - {streams: "**"}
            """;

    @TempDir private static Path folder;
    private static Path clip = Path.of("");
    private static Hall hall;

    @BeforeAll
    static void open() throws Exception {
        clip = Reel.clip(folder, 4);
        hall = Hall.open(folder, "hls: {segment: 1s}\n", ACCESS);
    }

    @AfterAll
    static void close() {
        hall.close();
    }

    private static HttpResponse<String> ask(String path) throws Exception {
        return hall.ask(hall.request(path));
    }

    @Test
    void whoHasNoTokenIsNotLetInAndNobodyIsAskedForTheStream() throws Exception {
        var answer = ask("live/closed.m3u8?token=guess");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).doesNotContain("guess");
        assertThat(hall.status("live/closed")).isEmpty();
        assertThat(ask("live/closed.hls/1.m4s").statusCode()).isEqualTo(401);
    }

    @Test
    void aViewerHasOnePlaceHoweverOftenItAsks() throws Exception {
        try (var reel = Reel.of(clip, hall.hub().streams(), "live/closed")) {
            var first =
                    Hall.CLIENT.sendAsync(
                            hall.request("live/closed.m3u8?token=watch").build(),
                            BodyHandlers.ofString());
            hall.awaitReaders("live/closed", 1);
            reel.until(1_300);

            assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(ask("live/closed.hls/media.m3u8?token=watch").statusCode()).isEqualTo(200);
            assertThat(ask("live/closed.hls/media.m3u8?token=watch&x=1").statusCode())
                    .as("what nobody asks for makes nobody another viewer")
                    .isEqualTo(200);
            assertThat(ask("live/closed.m3u8?token=also").statusCode()).isEqualTo(503);
            assertThat(ask("live/closed.hls/media.m3u8").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aStreamThatNobodyPublishesIsMissedInASentence() throws Exception {
        var answer = ask("live/nobody.m3u8");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("nobody publishes live/nobody");
    }

    @Test
    void aStreamOfWhichNothingCanBeCarriedIsRefusedInASentence() throws Exception {
        try (var phone = Child.ffmpeg(call(hall.rtmp("live/phone")))) {
            hall.awaitFrames("live/phone", 10);
            var answer = ask("live/phone.m3u8");

            assertThat(answer.statusCode()).isEqualTo(406);
            assertThat(answer.body()).contains("nothing of this stream");
            assertThat(phone.running()).isTrue();
        }
    }

    /** Sound as telephones have it. */
    private static String[] call(String to) {
        return ("-re -f lavfi -i sine=frequency=440:sample_rate=8000 -c:a pcm_alaw -f flv " + to)
                .split(" ");
    }
}

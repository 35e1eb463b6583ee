package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Trial;
import dev.berth.rtmp.Await;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told: the right status, and one sentence that says the way out. */
class HttpAnswersTest {
    private static final String HURRY = "media: {grace: 300ms}";

    @TempDir private Path folder;

    private static void assertProblem(HttpResponse<String> answer, int status, String sentence) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("application/problem+json");
        var problem = Trial.body(answer);
        assertThat(problem).containsEntry("status", status);
        assertThat(problem.get("detail")).asString().contains(sentence);
    }

    @Test
    void aStreamThatNobodyPublishesIsWaitedForAndThenIsNotThere() throws Exception {
        try (var hall = Hall.open(folder, "", HURRY)) {
            assertProblem(
                    hall.ask(hall.request("live/demo.flv")),
                    404,
                    "nobody publishes live/demo, and nobody came to do so within 300ms");
            Await.until(
                    "the stream that nobody came for is gone",
                    () -> hall.status("live/demo").isEmpty());
        }
    }

    @Test
    void aPlayerThatComesBeforeItsPublisherIsServedOnceThatHasCome() throws Exception {
        var clip = Clips.h264(folder, 2);
        var recording = folder.resolve("recording.flv");
        try (var hall = Hall.open(folder);
                var player = Child.ffmpeg(Clips.record(hall.url("live/demo.flv"), recording))) {
            hall.awaitReaders("live/demo", 1);
            try (var publisher = Child.ffmpeg(Clips.publish(clip, hall.rtmp("live/demo")))) {
                publisher.output();
                player.output();
            }
        }
        assertThat(recording).isNotEmptyFile();
    }

    @Test
    void whatIsNotServedIsNotFoundAndSaysWhatIs() throws Exception {
        try (var hall = Hall.open(folder)) {
            for (var path : new String[] {"", "live/demo", "live/demo.mp4", ".flv", "live/.flv"}) {
                assertProblem(hall.ask(hall.request(path)), 404, "; ask for /APP/STREAM.flv");
            }
            assertProblem(
                    hall.ask(hall.request("a%22b%5C%C3%A4")),
                    404,
                    "nothing is served at /a\"b\\ä;");
            assertProblem(hall.ask(hall.request("a%00b.flv")), 400, "cannot be printed");
        }
    }

    @Test
    void aMethodThatMeansNothingToStreamsIsNotAllowed() throws Exception {
        try (var hall = Hall.open(folder)) {
            var answer = hall.ask(hall.request("live/demo.flv").DELETE());

            assertProblem(answer, 405, "nobody can DELETE a stream");
            assertThat(answer.headers().firstValue("allow"))
                    .get()
                    .asString()
                    .contains("GET", "PUT");
        }
    }

    @Test
    void whoeverPostsNothingOrNonsenseIsTold() throws Exception {
        try (var hall = Hall.open(folder, "", HURRY)) {
            var path = "live/demo.flv";
            assertProblem(
                    hall.ask(hall.request(path).POST(BodyPublishers.noBody())), 411, "no body");
            assertProblem(
                    hall.ask(hall.request(path).POST(BodyPublishers.ofString("no FLV at all"))),
                    400,
                    "instead of FLV");
        }
    }

    @Test
    void aBodyThatIsNoTransportStreamIsNotTakenForOne() throws Exception {
        try (var hall = Hall.open(folder)) {
            var junk = "no transport stream".repeat(100);
            assertProblem(
                    hall.ask(hall.request("live/demo.ts").PUT(BodyPublishers.ofString(junk))),
                    400,
                    "none was found in it");
        }
    }

    @Test
    void aSecondPublisherIsToldWhoTheFirstIs() throws Exception {
        var clip = Clips.h264(folder, 2);
        try (var hall = Hall.open(folder);
                var first = Child.ffmpeg(Clips.publishForEver(clip, hall.url("live/demo.flv")))) {
            hall.awaitLive("live/demo");

            var second = hall.request("live/demo.flv").PUT(BodyPublishers.ofString("FLV"));

            assertProblem(
                    hall.ask(second),
                    409,
                    "stream live/demo is published by http client 127.0.0.1");
            assertThat(first.running()).isTrue();
        }
    }

    @Test
    void whoeverWaitsForAWordBeforeItSendsIsGivenOne() throws Exception {
        var clip = Clips.h264(folder, 2);
        try (var hall = Hall.open(folder);
                var publisher =
                        Child.run(
                                "curl",
                                "curl",
                                "--silent",
                                "--fail",
                                "--header",
                                "Expect: 100-continue",
                                "--expect100-timeout",
                                "60",
                                "--upload-file",
                                flv(clip).toString(),
                                hall.url("live/demo.flv"))) {
            publisher.output();
        }
    }

    private Path flv(Path clip) throws Exception {
        var source = folder.resolve("source.flv");
        try (var copy = Child.ffmpeg(Clips.record(clip.toString(), source))) {
            copy.output();
        }
        return source;
    }

    @Test
    void aTransportStreamOfWhatItHasNoRoomForIsRefused() throws Exception {
        var clip = Clips.h264(folder, 2);
        try (var hall = Hall.open(folder);
                var publisher =
                        Child.ffmpeg(
                                "-re",
                                "-stream_loop",
                                "-1",
                                "-i",
                                clip.toString(),
                                "-c:v",
                                "copy",
                                "-c:a",
                                "pcm_alaw",
                                "-ar",
                                "8000",
                                "-ac",
                                "1",
                                "-f",
                                "flv",
                                hall.rtmp("live/demo"))) {
            hall.awaitFrames("live/demo", Clips.RATE);
            assertProblem(hall.ask(hall.request("live/demo.ts")), 406, "MPEG-TS cannot carry pcma");
            var flv = hall.ask(hall.request("live/demo.flv").HEAD());
            assertThat(flv.statusCode()).isEqualTo(200);
            assertThat(publisher.running()).isTrue();
        }
    }

    @Test
    void aStreamIsHeadedAsItIsServed() throws Exception {
        var clip = Clips.h264(folder, 2);
        try (var hall = Hall.open(folder);
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, hall.rtmp("live/demo")))) {
            hall.awaitLive("live/demo");

            var answer = hall.ask(hall.request("live/demo.flv").HEAD());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).hasValue("video/x-flv");
            assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
            assertThat(answer.body()).isEmpty();
            hall.awaitReaders("live/demo", 0);
            assertThat(publisher.running()).isTrue();
        }
    }

    @Test
    void everyPageMayReadAndNoneMayPublish() throws Exception {
        try (var hall = Hall.open(folder)) {
            var page = "https://page.example";
            var preflight =
                    hall.ask(
                            hall.request("live/demo.flv")
                                    .method("OPTIONS", BodyPublishers.noBody())
                                    .header("Origin", page));
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("access-control-allow-origin")).hasValue("*");
            assertThat(preflight.headers().firstValue("access-control-allow-methods"))
                    .hasValue("GET, HEAD");
            assertProblem(
                    hall.ask(
                            hall.request("live/demo.flv")
                                    .POST(BodyPublishers.ofString("FLV"))
                                    .header("Origin", page)),
                    403,
                    "a page of https://page.example may not do this here");
        }
    }

    @Test
    void onlyPagesThatAreNamedAreAnsweredWhereAnyAre() throws Exception {
        try (var hall = Hall.open(folder, "cors: [\"https://player.example\"]", HURRY)) {
            assertThat(allowed(hall, "https://player.example")).isEqualTo("https://player.example");
            assertThat(allowed(hall, "https://stranger.example")).isEqualTo("nobody");
        }
    }

    private static String allowed(Hall hall, String origin) throws Exception {
        var answer = hall.ask(hall.request("nothing").header("Origin", origin));
        assertThat(answer.headers().firstValue("vary")).hasValue("origin");
        return answer.headers().firstValue("access-control-allow-origin").orElse("nobody");
    }

    @Test
    void tokensComeInTheQueryOrAsABearer() throws Exception {
        var access =
                """
                media: {grace: 0}
                access:
                  - streams: "live/*"
                    publish: {tokens: [push]}
                    play: {tokens: [watch]}
                """;
        try (var hall = Hall.open(folder, "", access)) {
            var none = hall.ask(hall.request("live/demo.flv"));
            assertProblem(none, 401, "live/demo");
            assertThat(none.headers().firstValue("www-authenticate")).hasValue("Bearer");
            assertThat(hall.ask(hall.request("live/demo.flv?token=push")).statusCode())
                    .isEqualTo(401);
            // Nobody publishes, but it was let in as far as that.
            assertThat(hall.ask(hall.request("live/demo.flv?token=watch")).statusCode())
                    .isEqualTo(404);
            assertThat(
                            hall.ask(
                                            hall.request("live/demo.flv")
                                                    .header("Authorization", "Bearer watch"))
                                    .statusCode())
                    .isEqualTo(404);
            var publishing = hall.request("live/demo.flv").POST(BodyPublishers.ofString("FLV"));
            assertProblem(hall.ask(publishing), 401, "live/demo");
            assertThat(hall.ask(hall.request("other/demo.flv")).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aPublisherThatSendsMoreThanItMayIsToldAndItsPlaceIsFree() throws Exception {
        var clip = Clips.fat(folder, 2, 4_000);
        var access =
                """
                media: {grace: 0}
                access:
                  - streams: "**"
                    publish: {bitrate: 200kbit, most: 1}
                """;
        var source = flv(clip);
        try (var hall = Hall.open(folder, "", access)) {
            for (int round = 0; round < 2; round++) {
                assertProblem(
                        hall.ask(hall.request("live/demo.flv").POST(BodyPublishers.ofFile(source))),
                        429,
                        "200 kbit/s");
            }
        }
    }
}

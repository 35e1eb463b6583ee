package dev.berth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HLS as a client sees it that does as the specification says. */
class HlsTest {
    private static final int SECONDS = 12;
    private static final AtomicInteger STREAMS = new AtomicInteger();

    @TempDir private static Path folder;
    private static Path clip = Path.of("");
    private static Hall hall;

    private final String stream = "live/demo" + STREAMS.incrementAndGet();
    private final String playlist = stream + ".m3u8";
    private final String media = stream + ".hls/media.m3u8";

    @BeforeAll
    static void open() throws Exception {
        clip = Reel.clip(folder, SECONDS);
        hall = Hall.open(folder, "hls: {segment: 1s, part: 200ms, window: 20}\n", "");
    }

    @AfterAll
    static void close() {
        hall.close();
    }

    private Reel reel() throws Exception {
        return Reel.of(clip, hall.hub().streams(), stream);
    }

    /** A publisher after whose first segment somebody has asked already. */
    private Reel watched() throws Exception {
        var first = soon(media);
        hall.awaitReaders(stream, 1);
        var reel = reel().until(1_300);
        text(first);
        return reel;
    }

    private static CompletableFuture<HttpResponse<String>> soon(String path) {
        return Hall.CLIENT.sendAsync(hall.request(path).build(), BodyHandlers.ofString());
    }

    private static String text(CompletableFuture<HttpResponse<String>> answer) throws Exception {
        var response = answer.get(20, TimeUnit.SECONDS);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static HttpResponse<String> ask(String path) throws Exception {
        return hall.ask(hall.request(path));
    }

    private static HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
        return Hall.CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private long first() throws Exception {
        return number(ask(media).body(), "EXT-X-MEDIA-SEQUENCE");
    }

    private static long number(String text, String tag) {
        var match = Pattern.compile("#" + tag + ":(\\d+)").matcher(text);
        assertThat(match.find()).as("%s in %s", tag, text).isTrue();
        return Long.parseLong(match.group(1));
    }

    private static List<String> lines(String text, String beginning) {
        return text.lines().filter(line -> line.startsWith(beginning)).toList();
    }

    private static String uri(String line) {
        return line.replaceAll(".*URI=\"([^\"]*)\".*", "$1");
    }

    @Test
    void theFirstPlayerWaitsForAWholeSegmentAndIsToldWhatThereIs() throws Exception {
        var answer = soon(playlist);
        hall.awaitReaders(stream, 1);
        try (var reel = reel().until(1_000)) {
            assertThat(answer).isNotDone();
            reel.until(1_100);
            assertThat(text(answer))
                    .contains("CODECS=\"avc1.", ",mp4a.40.2\"", "RESOLUTION=320x180")
                    .endsWith("\n" + media.replace("live/", "") + "\n");
        }
    }

    @Test
    void aPlaylistListsSegmentsAndTheNewestParts() throws Exception {
        try (var reel = watched()) {
            reel.until(2_500);
            var text = ask(media).body();

            assertThat(number(text, "EXT-X-TARGETDURATION")).isEqualTo(1);
            assertThat(lines(text, "#EXTINF:")).containsOnly("#EXTINF:1.00000,").hasSize(2);
            assertThat(lines(text, "#EXT-X-PART:")).hasSize(5 + 5 + 2);
            assertThat(lines(text, "#EXT-X-MAP:")).hasSize(1);
            assertThat(lines(text, "#EXT-X-PROGRAM-DATE-TIME:")).hasSize(3);
            assertThat(text)
                    .contains("CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.60000,CAN-SKIP-UNTIL=6.00000")
                    .contains("#EXT-X-INDEPENDENT-SEGMENTS");
            assertThat(lines(text, "#EXT-X-PRELOAD-HINT:TYPE=PART")).hasSize(1);
        }
    }

    @Test
    void aReloadIsAnsweredWhenThePartItWaitsForIsThere() throws Exception {
        try (var reel = watched()) {
            long next = first() + 1;
            var answer = soon(media + "?_HLS_msn=" + next + "&_HLS_part=2");

            reel.until(1_600);
            assertThat(answer).isNotDone();
            reel.until(1_700);

            assertThat(text(answer)).contains("\"%d.2.m4s\"".formatted(next));
        }
    }

    @Test
    void aReloadWithoutAPartWaitsForTheWholeSegment() throws Exception {
        try (var reel = watched()) {
            long next = first() + 1;
            var answer = soon(media + "?_HLS_msn=" + next);

            reel.until(2_000);
            assertThat(answer).isNotDone();
            reel.until(2_100);

            assertThat(text(answer)).contains("\n%d.m4s\n".formatted(next));
        }
    }

    @Test
    void aPartBehindTheLastOfItsSegmentMeansTheFirstOfTheNext() throws Exception {
        try (var reel = watched()) {
            long next = first() + 1;
            var answer = soon(media + "?_HLS_msn=" + next + "&_HLS_part=6");

            reel.until(2_100);
            assertThat(answer).isNotDone();
            reel.until(2_300);

            assertThat(text(answer)).contains("\"%d.0.m4s\"".formatted(next + 1));
        }
    }

    @Test
    void aPartThatIsHintedAtMayBeAskedForBeforeItIsThere() throws Exception {
        try (var reel = watched()) {
            var text = ask(media).body();
            var hint = uri(lines(text, "#EXT-X-PRELOAD-HINT").getFirst());
            var answer = soon(stream + ".hls/" + hint);

            reel.until(1_400);
            assertThat(answer).isNotDone();
            reel.until(1_500);

            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(lines(ask(media).body(), "#EXT-X-PART:").getLast()).contains(hint);
        }
    }

    @Test
    void thePartsOfASegmentAreTheSegment() throws Exception {
        try (var reel = watched()) {
            reel.until(2_100);
            long first = first();
            var whole = bytes(hall.request(stream + ".hls/" + first + ".m4s"));
            var pieces = new ByteArrayOutputStream();
            for (int part = 0; part < 5; part++) {
                var path = "%s.hls/%d.%d.m4s".formatted(stream, first, part);
                pieces.write(bytes(hall.request(path)).body());
            }

            assertThat(whole.body()).isEqualTo(pieces.toByteArray()).isNotEmpty();
            assertThat(whole.headers().firstValue("Content-Type")).hasValue("video/mp4");
            assertThat(whole.headers().firstValue("Cache-Control").orElse(""))
                    .contains("immutable");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_HLS_part=1",
                "_HLS_msn=soon",
                "_HLS_msn=-1",
                "_HLS_skip=NO",
                "_HLS_msn=999999999999",
                "_HLS_msn=NEXT&_HLS_part=40",
            })
    void aReloadThatMakesNoSenseIsRefusedInASentence(String query) throws Exception {
        try (var _ = watched()) {
            var answer = ask(media + "?" + query.replace("NEXT", "" + (first() + 1)));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("application/problem+json");
            assertThat(answer.body()).contains("_HLS_", "; ");
        }
    }

    @Test
    void anUpdateLeavesOutWhatThePlayerHas() throws Exception {
        try (var reel = watched()) {
            reel.until(10_300);
            var update = ask(media + "?_HLS_skip=YES").body();

            assertThat(update).contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n");
            assertThat(lines(update, "#EXTINF")).hasSize(6);
            assertThat(lines(ask(media).body(), "#EXTINF")).hasSize(10);
        }
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        try (var _ = watched()) {
            var answer = ask(media + "?_HLS_msn=" + (first() + 1));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("nothing new of " + stream + " came within 3 s");
        }
    }

    @Test
    void aStreamThatHasEndedIsListedToItsEnd() throws Exception {
        try (var reel = watched()) {
            reel.until(2_300);
            var waiting = soon(media + "?_HLS_msn=" + (first() + 3));
            reel.end();

            assertThat(text(waiting)).endsWith("#EXT-X-ENDLIST\n").doesNotContain("PRELOAD-HINT");
            assertThat(lines(ask(media).body(), "#EXTINF")).hasSize(3);
        }
    }

    @Test
    void aStreamThatIsPublishedAgainBeginsAnewWithHigherNumbers() throws Exception {
        watched().close();
        long before = first();
        try (var reel = reel()) {
            var answer = soon(playlist);
            hall.awaitReaders(stream, 1);
            reel.until(1_300);
            text(answer);
            var text = ask(media).body();

            assertThat(lines(text, "#EXTINF")).hasSize(1);
            assertThat(number(text, "EXT-X-MEDIA-SEQUENCE")).isGreaterThan(before);
        }
    }

    @Test
    void aPublisherThatComesBackIsADiscontinuity() throws Exception {
        var first = watched();
        first.vanish();
        try (var second = reel()) {
            second.until(1_300);
            var text = ask(media).body();

            assertThat(text)
                    .containsSubsequence("#EXTINF", "#EXT-X-DISCONTINUITY\n", "#EXTINF:1.00000,");
            assertThat(lines(text, "#EXT-X-MAP")).as("the same initialization").hasSize(1);
            assertThat(number(text, "EXT-X-DISCONTINUITY-SEQUENCE")).isZero();
        }
    }

    @Test
    void whatAnAddressAsksWithIsCarriedOnToEveryOtherButTheDirectives() throws Exception {
        try (var reel = watched()) {
            reel.until(2_300);
            var choice = ask(playlist + "?token=a%26b&_HLS_skip=YES").body();
            var text = ask(media + "?token=a%26b&_HLS_skip=YES").body();

            assertThat(choice).endsWith("media.m3u8?token=a%26b\n");
            assertThat(lines(text, "#EXT-X-PART:"))
                    .allSatisfy(line -> assertThat(uri(line)).endsWith(".m4s?token=a%26b"));
            assertThat(text).contains(".m4s?token=a%26b\n").doesNotContain("_HLS_");
            assertThat(uri(lines(text, "#EXT-X-MAP:").getFirst())).endsWith(".mp4?token=a%26b");
        }
    }

    @Test
    void aTokenThatCameInAHeaderIsNotWrittenIntoAddresses() throws Exception {
        try (var _ = watched()) {
            var answer =
                    hall.ask(hall.request(media).header("Authorization", "Bearer confidential"));
            assertThat(answer.body()).contains(".m4s").doesNotContain("confidential");
        }
    }

    @Test
    void aTokenInTheAddressIsCarriedOnBehindAPasswordForSomebodyElse() throws Exception {
        try (var _ = watched()) {
            var request = hall.request(media + "?token=watch");
            var answer = hall.ask(request.header("Authorization", "Basic YW5uYTpzZWNyZXQ="));

            assertThat(answer.body()).contains(".m4s?token=watch\n");
        }
    }

    @Test
    void whatIsTooLongToStandBehindEveryAddressIsRefusedInASentence() throws Exception {
        var answer = ask(playlist + "?x=" + "y".repeat(HlsQuery.LONGEST));

        assertThat(answer.statusCode()).isEqualTo(414);
        assertThat(answer.body()).contains("more than 1024 bytes", "; ");
    }

    @Test
    void playlistsAreCompressedForThoseWhoTakeThatAndKeptByNobody() throws Exception {
        try (var reel = watched()) {
            reel.until(3_300);
            var answer = bytes(hall.request(media).header("Accept-Encoding", "gzip, deflate"));

            assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("application/vnd.apple.mpegurl");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(unzipped(answer.body())).isEqualTo(ask(media).body());
        }
    }

    private static String unzipped(byte[] body) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void whatIsNotThereIsMissedInASentence() throws Exception {
        try (var _ = watched()) {
            var answer = ask(stream + ".hls/1.m4s");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("is not there, or not any more");
        }
    }

    @Test
    void nobodyPublishesByHls() throws Exception {
        var answer =
                hall.ask(
                        hall.request(playlist)
                                .POST(HttpRequest.BodyPublishers.ofString("#EXTM3U")));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    }

    @Test
    void keyFramesThatComeFurtherApartLaterBreakNoPromise() throws Exception {
        var sparse = Reel.sparse(folder, "0,1,2,6,7");
        var first = soon(media);
        hall.awaitReaders(stream, 1);
        try (var reel = Reel.of(sparse, hall.hub().streams(), stream)) {
            reel.until(1_300);
            assertThat(number(text(first), "EXT-X-TARGETDURATION")).isEqualTo(1);
            reel.until(7_500);
            var text = ask(media).body();

            assertThat(number(text, "EXT-X-TARGETDURATION")).isEqualTo(1);
            assertThat(lines(text, "#EXTINF:"))
                    .allSatisfy(line -> assertThat(seconds(line)).isLessThan(1.5));
            assertThat(text).doesNotContain("INDEPENDENT-SEGMENTS");
            assertThat(lines(text, "#EXTINF:").getLast())
                    .as("cut at key frames again")
                    .isEqualTo("#EXTINF:1.00000,");
        }
    }

    private static double seconds(String line) {
        return Double.parseDouble(line.replace("#EXTINF:", "").replace(",", ""));
    }

    @Test
    void aLargeSegmentArrivesWholeHoweverSlowlyItIsRead() throws Exception {
        var fat = Clips.fat(folder, 3, 8_000);
        var flv = folder.resolve("fat.flv");
        try (var copy = Child.ffmpeg(Clips.record(fat.toString(), flv))) {
            copy.output();
        }
        var first = soon(media);
        hall.awaitReaders(stream, 1);
        try (var reel = Reel.of(flv, hall.hub().streams(), stream);
                var socket = hall.connect()) {
            reel.until(2_300);
            var path = stream + ".hls/" + number(text(first), "EXT-X-MEDIA-SEQUENCE") + ".m4s";
            var whole = bytes(hall.request(path)).body();
            var twice = "GET /%s HTTP/1.1\nHost: hub\n\n".formatted(path).repeat(2);
            Talk.say(socket, twice);

            assertThat(whole.length).isGreaterThan(10 * Slices.SIZE);
            assertThat(Talk.hear(socket).body()).isEqualTo(new String(whole, UTF_8));
            assertThat(Talk.hear(socket).body()).isEqualTo(new String(whole, UTF_8));
        }
    }
}

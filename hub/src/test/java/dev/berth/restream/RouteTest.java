package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.restream.RestreamConfig.Job;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused before anything starts. The hub serves RTMP on 127.0.0.1:1935. */
class RouteTest {
    private static Job job(String from, String... to) {
        return Job.of(from, List.of(to));
    }

    private static List<String> check(Job... jobs) {
        return Hub.check(HubConfig.DEFAULT.with(new RestreamConfig(Arrays.asList(jobs))));
    }

    private static void assertRefused(String sentence, Job... jobs) {
        assertThat(check(jobs)).containsExactly(sentence);
    }

    private static void assertLoop(String target, String source, Job... jobs) {
        assertRefused(
                target + " feeds its own source " + source + "; send it under another name", jobs);
    }

    @Test
    void oneSourceToManyPlacesIsFine() {
        assertThat(
                        check(
                                job("live/a", "rtmp://x.example/app/1", "rtmp://y.example/app/1"),
                                job("live/b", "rtmp://x.example/app/2"),
                                job(
                                        "test:",
                                        "rtmp://127.0.0.1:8889/live/out?listen=1",
                                        "rtmp://127.0.0.1/live/test")))
                .isEmpty();
    }

    @Test
    void aWrongSourceIsRefused() {
        assertThat(check(job("clip", "rtmp://x.example/a/b")))
                .singleElement()
                .asString()
                .startsWith(
                        "the source 'clip' is neither a stream of this hub nor a URI; write live/demo");
        assertThat(check(job("ftp://x.example/a", "rtmp://x.example/a/b")))
                .singleElement()
                .asString()
                .contains(
                        "ftp://x.example/*** begins with no scheme known here; use one of file, http, https, playlist, rtmp, rtmps, rtsp, rtsps, srt, test");
        assertThat(check(job("rtmp://x.example/a/b?listen=1", "rtmp://x.example/a/c")))
                .singleElement()
                .asString()
                .contains("which a source cannot");
    }

    @Test
    void aWrongTargetIsRefused() {
        for (var bad :
                List.of(
                        "nowhere",
                        "http://x.example/a/b",
                        "rtmp://x.example",
                        "rtmp://x.example/only",
                        "rtmp://x.example:99999/a/b",
                        "rtmp://x.example:0/a/b",
                        "rtmp:///a/b",
                        "rtmp://x y/a/b",
                        "test:",
                        "file:/tmp/x.mp4",
                        "rtmp://x.example:9000/a/b?listen=1",
                        "")) {
            assertThat(check(job("live/a", bad)))
                    .as("for the target '%s'", bad)
                    .singleElement()
                    .asString()
                    .doesNotContain("\n")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void anAddressWithoutEndIsRefusedAndNotRepeated() {
        assertThat(check(job("live/a", "rtmp://x.example/a/" + "b".repeat(100_000))))
                .singleElement()
                .asString()
                .contains("has 100019 characters; use at most 2000")
                .hasSizeLessThan(300);
        assertThat(check(job("a/".repeat(100_000) + "a", "rtmp://x.example/a/b"))).hasSize(1);
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        assertThat(check(job("live/a", "nowhere", "rtmp://x.example/a/b", "http://x.example/a")))
                .hasSize(2);
    }

    @Test
    void moreThanAThousandOutputsAreRefused() {
        var many = new String[1_001];
        Arrays.setAll(many, i -> "rtmp://x.example/app/" + i);

        assertRefused(
                "that would be 1001 outputs, and 1000 is the most; leave some out",
                job("live/a", many));
    }

    @Test
    void theSameOutputTwiceIsRefused() {
        assertRefused(
                "rtmp://x.example/app/*** is an output already, of live/a; remove that one, or give this one another address",
                job("live/a", "rtmp://x.example/app/key"),
                job("live/b", "rtmp://x.example:1935/app/key"));
    }

    @Test
    void twoListenersOnOnePortAreRefused() {
        assertRefused(
                "rtmp://127.0.0.1:8889/live/two?listen=1 is an output already, of live/a; remove that one, or give this one another port",
                job("live/a", "rtmp://127.0.0.1:8889/live/one?listen=1"),
                job("live/b", "rtmp://127.0.0.1:8889/live/two?listen=1"));
    }

    @Test
    void pushingToWhereAnotherOutputListensIsRefused() {
        assertRefused(
                "rtmp://127.0.0.1:8889/live/*** and rtmp://127.0.0.1:8889/live/out?listen=1 are the same port, once to listen on and once to connect to; give one another port",
                job("live/a", "rtmp://127.0.0.1:8889/live/out?listen=1"),
                job("live/b", "rtmp://127.0.0.1:8889/live/x"));
    }

    @Test
    void aStreamPushedToItselfIsALoop() {
        assertLoop("rtmp://127.0.0.1/live/a", "live/a", job("live/a", "rtmp://127.0.0.1/live/a"));
        assertLoop(
                "rtmp://localhost/live/a?x=***",
                "live/a",
                job("live/a", "rtmp://localhost:1935/live/a?x=1"));
    }

    @Test
    void aSourcePushedBackToWhereItIsPulledFromIsALoop() {
        assertLoop(
                "rtmp://x.example/a/***",
                "rtmp://X.example/a/***",
                job("rtmp://X.example:1935/a/b", "rtmp://x.example/a/b"));
    }

    @Test
    void aLoopOverTwoStreamsOfThisHubIsFound() {
        assertLoop(
                "rtmp://127.0.0.1/live/a",
                "live/b",
                job("live/a", "rtmp://127.0.0.1/live/b"),
                job("live/b", "rtmp://127.0.0.1/live/a"));
        assertLoop(
                "rtmp://127.0.0.1/live/a",
                "live/c",
                job("live/a", "rtmp://127.0.0.1/live/b"),
                job("live/b", "rtmp://127.0.0.1/live/c"),
                job("live/c", "rtmp://127.0.0.1/live/a"));
    }

    @Test
    void pullingFromOurOwnListenerIntoItsOwnSourceIsALoop() {
        assertLoop(
                "rtmp://127.0.0.1/live/a",
                "rtmp://127.0.0.1:8889/live/***",
                job("live/a", "rtmp://127.0.0.1:8889/live/out?listen=1"),
                job("rtmp://127.0.0.1:8889/live/out", "rtmp://127.0.0.1/live/a"));
    }

    @Test
    void aListenerThatItsOwnSourceIsPulledFromIsALoop() {
        assertLoop(
                "rtmp://127.0.0.1:8889/live/out?listen=1",
                "rtmp://127.0.0.1:8889/live/***",
                job("rtmp://127.0.0.1:8889/live/out", "rtmp://127.0.0.1:8889/live/out?listen=1"));
    }

    @Test
    void aChainWithoutAnEndIsNoLoop() {
        assertThat(
                        check(
                                job("live/a", "rtmp://127.0.0.1/live/b"),
                                job("live/b", "rtmp://127.0.0.1/live/c"),
                                job("live/c", "rtmp://x.example/live/a")))
                .isEmpty();
    }
}

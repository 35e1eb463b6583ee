package dev.berth.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.config.BadConfig;
import dev.berth.config.StreamGlob;
import dev.berth.media.MediaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubConfigTest {
    @TempDir Path place;

    private Path file(String text) throws IOException {
        return Files.writeString(place.resolve("berth.yaml"), text);
    }

    private List<String> problems(String text) throws IOException {
        var file = file(text);
        try {
            Hub.read(file);
            return List.of();
        } catch (BadConfig bad) {
            return bad.problems().stream().map(line -> line.replace(file.toString(), "F")).toList();
        }
    }

    @Test
    void everyProblemOfAFileIsNamedAtOnceWithItsLineKeyValueAndRemedy() throws Exception {
        assertThat(
                        problems(
                                """
                                media:
                                  grace: forever
                                  gop: 8MiB
                                  queue: 1MiB
                                rtmp:
                                  lisen: tcp/1936
                                  policy: pool
                                  tls-listen: tcp/127.0.0.1:1936
                                tls:
                                  certificate: a.pem
                                api:
                                  listen: tcp/0.0.0.0:99999
                                  token: "two words"
                                restream:
                                  - from: live/a
                                    to:
                                      - rtmp://x.example/app/key
                                      - rtmp://x.example/app/key
                                      - rmtp://x.example/app/other
                                  - to: rtmp://127.0.0.1/live/x
                                  - from: live/b
                                  - from: live/c
                                    to: rtmp://127.0.0.1:1935/live/c
                                rstream: []
                                """))
                .containsExactly(
                        "F line 2: media.grace is 'forever'; use a time from 0s to 3600s, such as 10s",
                        "F line 4: media.queue is 1048576 bytes, less than media.gop (8388608), so that late players would be slow ones at once; make it at least as large",
                        "F line 7: rtmp.policy is 'pool'; use one of [strict, next]",
                        "F line 6: rtmp.lisen is unknown; did you mean listen?",
                        "F line 10: tls.certificate and tls.key go together; set both, or neither",
                        "F line 12: api.listen is 'tcp/0.0.0.0:99999'; use a TCP endpoint such as tcp/127.0.0.1:7935 (99999 is not a port number; use one from 1 to 65535)",
                        "F line 13: api.token has a blank or another character that no HTTP header carries; use letters, digits and -._~+/ only",
                        "F line 20: a restream entry has no from; name its source, such as live/demo or test:",
                        "F line 21: the restream entry from live/b has no to; list at least one rtmp:// address",
                        "F line 24: rstream is unknown; did you mean restream?",
                        "tls.certificate is a.pem, which is not there or may not be read; name a PEM file",
                        "F line 18: rtmp://x.example/app/*** is an output already, of live/a; remove that one, or give this one another address",
                        "F line 19: rmtp://x.example/*** begins with no scheme known here; use one of file, http, https, playlist, rtmp, rtmps, rtsp, rtsps, srt, test, such as rtmp://host/app/key",
                        "F line 23: rtmp://127.0.0.1/live/c feeds its own source live/c; send it under another name");
    }

    @Test
    void anApiThatOthersCanReachNeedsAToken() throws Exception {
        assertThat(problems("api:\n  listen: tcp/7935\n"))
                .containsExactly(
                        "F line 2: api.listen is tcp/7935, which others can reach; set api.token to a secret, or listen on tcp/127.0.0.1:7935");
        assertThat(problems("api:\n  listen: tcp/7935\n  token: s3cret\n")).isEmpty();
    }

    @Test
    void aDoorThatOthersCanReachIsNamedUnlessSomethingSaysWhoMayComeIn() throws Exception {
        var wide = "rtmp: {listen: tcp/0.0.0.0:1935}\nhttp: {listen: tcp/8935, enabled: false}\n";

        assertThat(Hub.read(file(wide)).cautions())
                .containsExactly(
                        "rtmp.listen is tcp/0.0.0.0:1935, which others can reach, and all of them may publish and play there; add access to the configuration, or listen on tcp/127.0.0.1:1935");
        assertThat(Hub.read(file(wide + "access: [{streams: \"**\"}]\n")).cautions()).isEmpty();
        assertThat(Hub.read(file("mpegts: [{listen: udp/9000, stream: live/cam}]\n")).cautions())
                .containsExactly(
                        "the input udp/9000 of mpegts can be reached by others, and all of them may publish live/cam there; add access to the configuration that says from which addresses");
        assertThat(HubConfig.DEFAULT.cautions()).isEmpty();
    }

    @Test
    void servingRtmpsNeedsACertificate() throws Exception {
        assertThat(problems("rtmp:\n  tls-listen: tcp/1936\n"))
                .singleElement()
                .asString()
                .contains("there is no tls.certificate");
    }

    @Test
    void theFilesThatTlsNeedsAreReadBeforeTheHubBegins() throws Exception {
        assertThat(problems("tls: {certificate: none.pem, key: none.pem, trust: none.pem}\n"))
                .satisfiesExactly(
                        one ->
                                assertThat(one)
                                        .contains("tls.certificate", "none.pem, which is not"),
                        two -> assertThat(two).contains("tls.key", "none.pem, which is not there"),
                        three -> assertThat(three).contains("tls.trust", "none.pem, which is not"));
        var junk = Files.writeString(place.resolve("junk.pem"), "junk");
        var text = "tls: {certificate: %s, key: %s}\n".formatted(junk, junk);
        assertThat(problems(text)).singleElement().asString().contains("make no usable pair");
    }

    @Test
    void doorsThatInsistOnOnePortAreNamed() throws Exception {
        assertThat(
                        problems(
                                """
                                rtmp: {listen: tcp/127.0.0.1:4000}
                                http: {listen: tcp/4000, policy: strict}
                                api: {listen: tcp/127.0.0.1:4000, policy: next}
                                """))
                .containsExactly(
                        "http.listen is tcp/4000, which is rtmp.listen too; give each a port of its own");
    }

    @Test
    void anOutputDoesNotListenWhereTheHubDoes() throws Exception {
        assertThat(
                        problems(
                                """
                                rtmp: {listen: tcp/1935}
                                restream: [{from: live/a, to: "rtmp://127.0.0.1:1935/live/b?listen=1"}]
                                """))
                .singleElement()
                .asString()
                .contains("tcp/127.0.0.1:1935, where the hub itself serves RTMP; give it another");
        assertThat(
                        problems(
                                """
                                http: {listen: tcp/8936}
                                restream:
                                  - {from: live/a, to: "rtmp://127.0.0.1:8936/live/b?listen=1"}
                                  - {from: live/a, to: "rtmp://127.0.0.1:7936/live/b?listen=1"}
                                api: {listen: tcp/127.0.0.1:7936}
                                """))
                .satisfiesExactly(
                        first -> assertThat(first).contains("the hub itself serves HTTP; give"),
                        second -> assertThat(second).contains("the hub itself serves its API;"));
    }

    @Test
    void noFileMeansTheDefaults() throws Exception {
        assertThat(Hub.read(null)).isEqualTo(HubConfig.DEFAULT);
        assertThat(Hub.read(file("# nothing yet\n"))).isEqualTo(HubConfig.DEFAULT);
    }

    @Test
    void delaysAreTimesOrWords() throws Exception {
        var media =
                Hub.read(
                                file(
                                        """
                                        media:
                                          delay: low
                                          delays:
                                            - {streams: "live/talk*", delay: none}
                                            - {streams: "**", delay: 100ms}
                                        """))
                        .media();

        assertThat(media.delay()).hasMillis(20);
        assertThat(media.delays())
                .containsExactly(
                        new MediaConfig.Delay(new StreamGlob("live/talk*"), Duration.ZERO),
                        new MediaConfig.Delay(new StreamGlob("**"), Duration.ofMillis(100)));
        assertThat(problems("media: {delay: 2s}\n"))
                .singleElement()
                .asString()
                .contains("media.delay is '2s'; use none, low (20ms) or a time from 0s to 1s");
    }

    @Test
    void aWholeFileIsRead() throws Exception {
        var config =
                Hub.read(
                        file(
                                """
                                media: {delay: 20ms, gop: 4MiB, queue: 16MiB, grace: 1m, streams: 50}
                                rtmp: {listen: tcp/1936, policy: next, chunk-size: 4096, stall: 5s}
                                api: {listen: "tcp/[::1]:8000", policy: strict, token: abc}
                                restream:
                                  - from: live/a
                                    to: [rtmp://x.example/app/key, "rtmp://0.0.0.0:8889/live/o?listen=1"]
                                """));

        assertThat(config.media().queueBytes()).isEqualTo(16 << 20);
        assertThat(config.media().grace()).hasMinutes(1);
        assertThat(config.rtmp().listen()).hasToString("tcp/1936");
        assertThat(config.rtmp().chunkSize()).isEqualTo(4_096);
        assertThat(config.api().listen()).hasToString("tcp/[::1]:8000");
        assertThat(config.restream().jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.to()).hasSize(2));
    }
}

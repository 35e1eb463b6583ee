package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Trial;
import dev.berth.rtmp.Certificates;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import dev.berth.rtmp.Clips.Track;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS by HTTP/2, as curl speaks it; Safari plays low-latency HLS by nothing less. */
class Http2Test {
    private static final int SECONDS = 3;

    @TempDir private Path folder;

    private int port;

    private Hall hall() throws Exception {
        var identity = Certificates.make(folder);
        var secure = Trial.freePort();
        port = secure.port();
        return Hall.open(
                folder,
                "tls-listen: " + secure,
                "tls: {certificate: %s, key: %s}\n"
                        .formatted(identity.certificate(), identity.key()));
    }

    private String url(String path) {
        return "https://127.0.0.1:" + port + "/" + path;
    }

    private Child curl(String... arguments) throws Exception {
        var all = new ArrayList<>(List.of("--silent", "--show-error", "--insecure", "--fail"));
        all.addAll(List.of("--max-time", "60"));
        all.addAll(List.of(arguments));
        return Child.run("curl", "curl", all.toArray(String[]::new));
    }

    private String said(String... arguments) throws Exception {
        try (var curl = curl(arguments)) {
            return curl.output();
        }
    }

    @Test
    void whoKnowsHttp2IsServedByItAndEverybodyElseByHttp1() throws Exception {
        var clip = Clips.h264(folder, SECONDS);
        try (var hall = hall();
                var _ = Child.ffmpeg(Clips.publishForEver(clip, hall.rtmp("live/demo")))) {
            hall.awaitLive("live/demo");
            var list = url("live/demo.m3u8");
            var words = List.of("--write-out", "HTTP %{http_version}", list);
            assertThat(said(with(words, "--http2"))).contains("#EXTM3U").endsWith("HTTP 2");
            assertThat(said(with(words, "--http1.1"))).contains("#EXTM3U").endsWith("HTTP 1.1");
        }
    }

    /** More than a window of HTTP/2 holds, and than we write at once. */
    @Test
    void aSegmentIsTheSameByEither() throws Exception {
        var clip = Clips.h264(folder, 2 * SECONDS);
        try (var hall = hall();
                var _ = Child.ffmpeg(Clips.publishForEver(clip, hall.rtmp("live/demo")))) {
            hall.awaitLive("live/demo");
            var media = URI.create(url("live/demo.m3u8"));
            media = media.resolve(lastAddress(said("--http2", media.toString())));
            var segment = media.resolve(lastAddress(said("--http2", media + "?_HLS_msn=1")));
            var one = folder.resolve("one");
            var two = folder.resolve("two");
            said("--http1.1", "--output", one.toString(), segment.toString());
            said("--http2", "--output", two.toString(), segment.toString());
            assertThat(two).hasSameBinaryContentAs(one);
            assertThat(Files.size(two)).isGreaterThan(100_000);
        }
    }

    private static String lastAddress(String playlist) {
        return playlist.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("no address in " + playlist));
    }

    private static String[] with(List<String> words, String more) {
        var all = new ArrayList<>(words);
        all.add(more);
        return all.toArray(String[]::new);
    }

    @Test
    void whatIsPublishedByHttp2IsPlayedByHttp2ToItsEnd() throws Exception {
        var clip = folder.resolve("clip.flv");
        try (var copy = Child.ffmpeg(Clips.record(Clips.h264(folder, SECONDS).toString(), clip))) {
            copy.output();
        }
        var played = folder.resolve("played.flv");
        try (var hall = hall();
                var player = curl("--http2", "--output", played.toString(), url("live/demo.flv"))) {
            hall.awaitReaders("live/demo", 1);
            said(
                    "--http2",
                    "--limit-rate",
                    "200k",
                    "--upload-file",
                    clip.toString(),
                    url("live/demo.flv"));
            player.output();
        }
        assertThat(Files.size(played)).isPositive();
        assertThat(track(played)).isEqualTo(track(clip));
    }

    private static Track track(Path file) throws Exception {
        try (var sums = Child.ffmpeg(Clips.sums(file, "v"))) {
            return Track.of(sums);
        }
    }

    @Test
    void whatIsNotThereIsAProblemInHttp2Too() throws Exception {
        try (var hall = hall();
                var curl =
                        Child.run(
                                "curl",
                                "curl",
                                "--silent",
                                "--insecure",
                                "--http2",
                                "--write-out",
                                " %{http_code} %{content_type}",
                                url("nothing"))) {
            assertThat(hall.port()).isPositive();
            assertThat(curl.output())
                    .contains("nothing is served at /nothing")
                    .endsWith("404 application/problem+json");
        }
    }
}

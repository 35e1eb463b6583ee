package dev.berth.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.ApiConfig;
import dev.berth.config.StreamGlob;
import dev.berth.http.HttpConfig;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Tap;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import dev.berth.recording.RecordingConfig.Rule;
import dev.berth.rtmp.RtmpConfig;
import dev.berth.segments.Clip;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that is killed while it records leaves all but its last moment. */
class KilledTest {
    private static final String STREAM = "live/demo";

    /** Frames of picture and sound in a second. */
    private static final int A_SECOND = 25 + 47;

    @TempDir private Path folder;

    @Test
    void everyFinishedSecondPlaysAfterTheHubWasKilled() throws Exception {
        var clip = Clip.make(folder.resolve("clip.flv"), "libx264", "aac", 48_000);
        int port = freePort();
        var hub = hub(port);
        try (var said = new BufferedReader(new InputStreamReader(hub.getInputStream(), UTF_8))) {
            assertThat(said.readLine()).isEqualTo("ready");
            var publisher = publisher(clip, "rtmp://127.0.0.1:" + port + "/" + STREAM);
            try {
                long frames = 0;
                while (frames < 5 * A_SECOND + A_SECOND / 2) {
                    frames = Long.parseLong(said.readLine());
                }
                hub.destroyForcibly().waitFor();
                long recorded = packets();
                assertThat(recorded).isBetween(frames - A_SECOND, frames + A_SECOND);
            } finally {
                publisher.destroyForcibly();
            }
        } finally {
            hub.destroyForcibly();
        }
    }

    /** How many frames there are of what the index names; ffmpeg decodes them all. */
    private long packets() throws Exception {
        try (var found = Files.walk(folder.resolve("data/recordings"))) {
            var index = found.filter(path -> path.endsWith(Index.NAME)).findFirst().orElseThrow();
            Clip.run("/usr/bin/ffmpeg", List.of("-i", index.toString(), "-f", "null", "-"));
            return (long) Clip.sums(index, "v:0").size() + Clip.sums(index, "a:0").size();
        }
    }

    private static Process publisher(Path clip, String to) throws Exception {
        return new ProcessBuilder(
                        "/usr/bin/ffmpeg",
                        "-loglevel",
                        "quiet",
                        "-nostdin",
                        "-re",
                        "-stream_loop",
                        "-1",
                        "-i",
                        clip.toString(),
                        "-c",
                        "copy",
                        "-f",
                        "flv",
                        to)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Process hub(int port) throws Exception {
        var modules = System.getProperty("jdk.module.path", "");
        var classes = System.getProperty("java.class.path", "");
        var tests = Path.of("target/test-classes").toAbsolutePath().toString();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        String.join(File.pathSeparator, tests, modules, classes),
                        Child.class.getName(),
                        folder.resolve("data").toString(),
                        Integer.toString(port))
                .redirectError(folder.resolve("hub.log").toFile())
                .start();
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A hub in a process of its own, which says how many frames have come. */
    public static final class Child {
        private Child() {}

        /** Says each time how many frames there were. */
        private static final class Teller implements Tap {
            private long frames;

            @Override
            public void begin(Headers headers) {}

            @Override
            public void frame(Frame frame) {
                System.out.println(++frames);
            }

            @Override
            public void ended() {}
        }

        /**
         * Runs until it is killed.
         *
         * @param arguments the data directory and the RTMP port
         */
        public static void main(String... arguments) throws Exception {
            var rtmp = Endpoint.parse("tcp/127.0.0.1:" + arguments[1]);
            var api = Endpoint.parse("tcp/127.0.0.1:" + freePort());
            var rule =
                    new Rule(
                            new StreamGlob("live/*"),
                            Duration.ofSeconds(2),
                            Duration.ZERO,
                            0,
                            null);
            var config =
                    HubConfig.DEFAULT
                            .with(RtmpConfig.DEFAULT.listeningOn(rtmp))
                            .with(HttpConfig.DEFAULT.off())
                            .with(new ApiConfig(api, Policy.NEXT, ""))
                            .with(new RecordingConfig(List.of(rule)));
            try (var hub = Hub.start(config, Path.of(arguments[0]))) {
                System.out.println("ready");
                hub.streams().tap(STREAM, new Teller());
                Thread.currentThread().join();
            }
        }
    }
}

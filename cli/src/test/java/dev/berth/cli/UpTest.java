package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.Views;
import dev.berth.ports.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hub as a process of its own, and what a restream beside it does. */
@Timeout(60)
class UpTest {
    private static final String READY = "Ctrl-C ends it";
    private static final String SIGNAL = "test:?size=320x180&rate=15";

    @TempDir static Path place;

    private static String clip;

    private final Endpoint rtmp = Free.port();
    private final Endpoint api = Free.port();

    @BeforeAll
    static void film() throws Exception {
        clip = place.resolve("clip.flv").toString();
        try (var ffmpeg =
                Child.run(
                        "ffmpeg",
                        "-loglevel",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=160x90:rate=10:duration=1",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        clip)) {
            assertThat(ffmpeg.code()).as(ffmpeg.said()).isZero();
        }
    }

    private static String fresh() throws Exception {
        return Files.createTempDirectory(place, "data").toString();
    }

    private Child up(String data, String... more) throws Exception {
        var arguments =
                new java.util.ArrayList<>(
                        List.of(
                                "up",
                                "--data",
                                data,
                                "--rtmp",
                                rtmp.toString(),
                                "--api",
                                api.toString()));
        arguments.addAll(List.of(more));
        return Child.berth(arguments.toArray(String[]::new));
    }

    private static List<Views.OutputView> outputs(String data) {
        return HubClient.type(Views.OutputView.class)
                .list()
                .fromJson(Run.berth("outputs", "--json", "--data", data).out());
    }

    @Test
    void upPrintsEveryPortAndHowToPublishAndEndsWell() throws Exception {
        var data = fresh();
        try (var hub = up(data)) {
            assertThat(hub.awaitLine(READY))
                    .contains(rtmp.toString(), "publish and play by RTMP")
                    .contains(api.toString(), "http://127.0.0.1:" + api.port())
                    .contains("ffmpeg -re")
                    .doesNotContain("NOT SERVED");
            assertThat(Run.berth("up", "--data", data).err())
                    .contains("(pid " + hub.pid() + ", http://127.0.0.1:" + api.port() + ")");

            hub.interrupt();
            assertThat(hub.code()).as(hub.said()).isZero();
            assertThat(hub.said()).doesNotContain("Exception");
        }
        assertThat(Run.berth("ports", "check", rtmp.toString(), "--data", data).code()).isZero();
    }

    @Test
    void aHeldPortIsSaidWithPidCommandAndWayOutAndIsTakenOnceItIsFree() throws Exception {
        var data = fresh();
        try (var nc = Child.nc(rtmp.port());
                var hub = up(data)) {
            assertThat(hub.awaitLine(READY))
                    .contains("NOT SERVED")
                    .contains("nc (pid " + nc.pid())
                    .contains("running: nc -l 127.0.0.1 " + rtmp.port())
                    .contains("kill " + nc.pid())
                    .contains("--rtmp")
                    .contains("rtmp starts by itself once it can have " + rtmp);
            assertThat(Run.berth("streams", "--data", data).code()).isZero();
            assertThat(Run.berth("ports", "check", rtmp.toString(), "--data", data).code())
                    .isEqualTo(1);

            nc.signal("TERM");
            hub.awaitLine("rtmp://127.0.0.1:" + rtmp.port());
            hub.signal("TERM");
            assertThat(hub.code()).as("all of it runs now").isZero();
        }
    }

    @Test
    void aHubThatEndsWithoutOneOfItsPortsEndsWith1() throws Exception {
        try (var nc = Child.nc(rtmp.port());
                var hub = up(fresh(), "--json")) {
            assertThat(nc.pid()).isPositive();
            var health = hub.awaitLine("{").lines().filter(line -> line.startsWith("{")).toList();
            assertThat(HubClient.type(Views.Health.class).fromJson(health.getFirst()).status())
                    .isEqualTo("degraded");
            hub.signal("TERM");
            assertThat(hub.code()).isEqualTo(1);
        }
    }

    @Test
    void afterAKillThePortsAreHadAgainAtOnce() throws Exception {
        var data = fresh();
        var listener = Free.port().port();
        var config =
                Files.writeString(
                        place.resolve("killed.yaml"),
                        "api:\n  policy: strict\nrestream:\n  - from: live/a\n    to: rtmp://127.0.0.1:%d/live/out?listen=1\n"
                                .formatted(listener));
        try (var first = up(data, "--config", config.toString())) {
            assertThat(first.awaitLine(READY))
                    .contains("rtmp://127.0.0.1:" + listener + "/live/out")
                    .doesNotContain("NOT SERVED");
            first.signal("KILL");
            first.code();
        }
        try (var second = up(data, "--config", config.toString())) {
            assertThat(second.awaitLine(READY))
                    .contains(rtmp.toString(), api.toString(), "tcp/127.0.0.1:" + listener)
                    .doesNotContain("NOT SERVED")
                    .doesNotContain("backing off");
        }
    }

    @Test
    void aFileIsRestreamedWithoutAHubAndEndsByItself() {
        var run =
                Run.berth(
                        "restream",
                        clip,
                        "--to",
                        Free.listener(),
                        "--data",
                        place.resolve("no").toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("waiting for client").contains("ended");
    }

    @Test
    void anOutputThatFailedToTheEndIsExitCode1() {
        var away = "rtmp://127.0.0.1:" + Free.port().port() + "/live/x";
        var run =
                Run.berth(
                        "restream",
                        clip,
                        "--to",
                        away,
                        "--json",
                        "--data",
                        place.resolve("no").toString());
        assertThat(run.code()).as(run.out()).isEqualTo(1);
        assertThat(run.out().lines().map(HubClient.type(Views.OutputView.class)::fromJson))
                .last()
                .satisfies(output -> {
                    assertThat(output.state()).isEqualTo("ended");
                    assertThat(output.problem()).contains("refuses connections");
                });
    }

    @Test
    void aRunningHubRestreamsAndForgetsItAtTheEnd() throws Exception {
        var data = fresh();
        try (var hub = up(data)) {
            hub.awaitLine(READY);
            var file = Run.berth("restream", clip, "--to", Free.listener(), "--data", data);
            assertThat(file.code()).as(file.err()).isZero();
            assertThat(outputs(data)).isEmpty();

            try (var restream =
                    Child.berth("restream", SIGNAL, "--to", Free.listener(), "--data", data)) {
                restream.awaitLine("waiting for client");
                assertThat(outputs(data)).hasSize(1);
                restream.interrupt();
                assertThat(restream.code()).as(restream.said()).isZero();
            }
            assertThat(outputs(data)).isEmpty();
        }
    }

    @Test
    void aRestreamOnItsOwnEndsWellWhenItIsAskedTo() throws Exception {
        try (var restream =
                Child.berth(
                        "restream",
                        SIGNAL,
                        "--to",
                        Free.listener(),
                        "--to",
                        Free.listener(),
                        "--data",
                        fresh())) {
            restream.awaitLine("waiting for client");
            restream.interrupt();
            assertThat(restream.code()).as(restream.said()).isZero();
        }
    }
}

package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.ffmpeg.Peer;
import dev.berth.ffmpeg.Program;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.hub.Trial;
import dev.berth.rtmp.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that a real hub brings in from servers of somebody else. */
class PullsTest {
    private static final String STREAM = "live/cam";

    @TempDir static Path folder;

    private static Path clip;
    private @Nullable Trial trial;

    @BeforeAll
    static void makeAClip() throws Exception {
        clip =
                Program.clip(
                        folder.resolve("clip.mp4"),
                        "-c:v",
                        "libopenh264",
                        "-g",
                        "10",
                        "-c:a",
                        "aac");
    }

    private Trial hub(String from, boolean onDemand) {
        var job = new PullConfig.Job(STREAM, from, onDemand, Duration.ofMillis(300));
        var started = Trial.start(config -> config.with(new PullConfig(List.of(job))));
        trial = started;
        return started;
    }

    @AfterEach
    void end() {
        if (trial != null) {
            trial.close();
        }
    }

    private static PullStatus status(Trial trial) {
        return trial.hub().pulls().list().getFirst();
    }

    private static void await(Trial trial, PullState state) {
        Await.until(
                () -> "the pull is " + state + "; it is " + status(trial),
                () -> status(trial).state() == state);
    }

    @Test
    @SuppressWarnings("try") // closed early, because that is what is tested
    void aPullOnDemandComesWithTheFirstPlayerAndGoesAfterTheLast() throws Exception {
        var url = "http://127.0.0.1:" + Peer.freePort() + "/cam.flv";
        try (var camera = Peer.sends(clip, "-f", "flv", "-listen", "1", url)) {
            var hub = hub(url, true);
            assertThat(status(hub).state()).isEqualTo(PullState.IDLE);

            try (var player = Peer.plays(hub.rtmp(STREAM));
                    var _ = Peer.plays(hub.rtmp(STREAM))) {
                await(hub, PullState.LIVE);
                Await.until("both play", () -> status(hub).readers() == 2);
                player.close();
                Await.until("one is left", () -> status(hub).readers() == 1);
                assertThat(status(hub).state()).isEqualTo(PullState.LIVE);
            }
            await(hub, PullState.IDLE);

            assertThat(camera.ends()).as("ffmpeg serves one client, and has lost it").isTrue();
        }
    }

    @Test
    void aPullThatNobodyReadsComesAllTheSameAndComesBackWhenItsSourceEnds() {
        var hub = hub("file:" + clip, false);

        await(hub, PullState.LIVE);
        await(hub, PullState.IDLE);
        await(hub, PullState.LIVE);
    }

    @Test
    void aServerThatIsNotThereIsTriedAgainAndSaidInASentence() throws Exception {
        var server = "127.0.0.1:" + Peer.freePort();
        var hub = hub("http://" + server + "/cam.flv", false);

        await(hub, PullState.BACKING_OFF);
        assertThat(status(hub).problem())
                .isEqualTo(
                        "http://%s/cam.flv cannot be played, for FFmpeg says: Connection refused; see that %s runs, and sends something there that can be played"
                                .formatted(server, server));
        assertThat(Trial.objects(hub.get("/api/v1/pulls")).getFirst())
                .containsEntry("stream", STREAM)
                .containsEntry("state", "backing-off");
    }

    @Test
    void pullsAreReadFromTheConfiguration() throws Exception {
        var file =
                Files.writeString(
                        folder.resolve("berth.yaml"),
                        """
                        pull:
                          - stream: live/cam
                            from: rtsp://me:secret@10.0.0.7/cam
                          - stream: live/radio
                            from: https://radio.example/live.m3u8
                            on-demand: false
                            linger: 3s
                        """);
        var jobs = Hub.read(file).pull().jobs();

        assertThat(jobs).extracting(PullConfig.Job::onDemand).containsExactly(true, false);
        assertThat(jobs).extracting(PullConfig.Job::linger).contains(Duration.ofSeconds(3));
        assertThat(jobs).asString().doesNotContain("secret");
    }

    @Test
    void whatIsWrongWithAPullIsSaidBeforeAnythingStarts() {
        var config =
                new PullConfig(
                        List.of(
                                new PullConfig.Job("cam", "test:", true, Duration.ZERO),
                                new PullConfig.Job("live/a", "live/b", true, Duration.ZERO),
                                new PullConfig.Job("live/c", "test:", true, Duration.ZERO),
                                new PullConfig.Job("live/c", "test:", true, Duration.ZERO),
                                new PullConfig.Job("live/d", "srt://host", true, Duration.ZERO)));

        assertThat(Hub.check(HubConfig.DEFAULT.with(config)))
                .satisfiesExactly(
                        name -> assertThat(name).startsWith("the source 'cam' is neither"),
                        own ->
                                assertThat(own)
                                        .isEqualTo(
                                                "live/b is a stream of this hub, so there is nothing to pull; name another server's"),
                        twice ->
                                assertThat(twice)
                                        .isEqualTo(
                                                "stream live/c is pulled twice; give one of them another name"),
                        port -> assertThat(port).startsWith("srt://host names no port"));
    }
}

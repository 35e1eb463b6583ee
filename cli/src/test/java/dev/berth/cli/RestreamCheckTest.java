package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.ApiConfig;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is looked at before going live, against a server that is a hub too. */
class RestreamCheckTest {
    @TempDir static Path place;

    private static final Endpoint SERVER = Free.port();
    private static final String TARGET = "rtmp://127.0.0.1:" + SERVER.port() + "/live/a-secret-key";
    private static final String SHOWN = "rtmp://127.0.0.1:" + SERVER.port() + "/live/***";

    private static Hub server;
    private static Hub hub;
    private static String data;
    private static String nowhere;

    @BeforeAll
    static void start() throws Exception {
        data = place.resolve("data").toString();
        nowhere = place.resolve("nowhere").toString();
        server = hub(SERVER, place.resolve("server"));
        hub = hub(Free.port(), Path.of(data));
    }

    private static Hub hub(Endpoint rtmp, Path data) throws Exception {
        return Hub.start(
                HubConfig.DEFAULT
                        .with(HubConfig.DEFAULT.rtmp().listeningOn(rtmp))
                        .with(new ApiConfig(Free.port(), Policy.STRICT, "")),
                data);
    }

    @AfterAll
    static void end() {
        hub.close();
        server.close();
    }

    private static Run check(String data, String to, String... more) {
        var words = new ArrayList<>(List.of("restream", "check", "live/a", "--to", to));
        words.addAll(List.of("--data", data));
        words.addAll(List.of(more));
        return Run.berth(words.toArray(String[]::new));
    }

    @Test
    void aTargetThatTakesPublishersIsToldStepByStepAndItsKeyIsNot() {
        var run = check(nowhere, TARGET, "--bitrate", "2M", "--uplink", "20M");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(SHOWN, "resolve", "connect", "handshake", "accept")
                .doesNotContain("a-secret-key");
        assertThat(server.streams().all()).as("nothing is published").isEmpty();
    }

    @Test
    void anUplinkThatIsTooSmallIsAnAnswerOfNo() {
        var run = check(nowhere, TARGET, "--bitrate", "20M", "--uplink", "2M");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("does not fit an uplink of 2.0 Mbit/s");
    }

    @Test
    void whereTheHubSendsNothingElseIsPublished() {
        var to = Free.listener();
        var added = Run.berth("outputs", "add", "live/b", "--to", TARGET, "--data", data);
        assertThat(added.code()).as(added.err()).isZero();

        var run = check(data, TARGET, "--bitrate", "1M", "--publish", "2s");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "berth: the running hub has an output to %s, which publishing there might end; remove it first, or check without --publish%n"
                                .formatted(SHOWN));
        assertThat(check(data, to, "--bitrate", "1M").code()).isZero();
    }
}

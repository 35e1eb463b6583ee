package dev.berth.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.api.ApiConfig;
import dev.berth.config.BadConfig;
import dev.berth.ports.Policy;
import dev.berth.restream.RestreamConfig;
import dev.berth.rtmp.Await;
import dev.berth.supervise.ServiceStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTest {
    @TempDir Path place;

    @Test
    void aSecondHubOnTheSameDataDirectoryIsToldOfTheFirst() {
        try (var first = Trial.start()) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> Hub.start(HubConfig.DEFAULT, first.data()))
                    .withMessage(
                            "a hub is running on the data directory %s (pid %d, %s); stop it, or give --data another directory",
                            first.data(), ProcessHandle.current().pid(), first.api());
        }
    }

    @Test
    void commandsFindTheHubWhileItRunsAndNotAfterwards() throws Exception {
        Path data;
        try (var trial = Trial.start()) {
            data = trial.data();
            assertThat(DataDirectory.found(data))
                    .contains(
                            new DataDirectory.Found(
                                    ProcessHandle.current().pid(), trial.api(), ""));
            assertThat(Files.getPosixFilePermissions(data.resolve("hub")))
                    .as("the token in it is nobody else's business")
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(DataDirectory.found(data)).isEmpty();
    }

    @Test
    void whatAKilledHubLeftBehindIsIgnored() throws Exception {
        var dead = new ProcessBuilder("true").start();
        dead.waitFor();
        write(dead.pid(), "2026-01-01T00:00:00Z");
        assertThat(DataDirectory.found(place)).isEmpty();

        write(ProcessHandle.current().pid(), "2001-01-01T00:00:00Z");
        assertThat(DataDirectory.found(place))
                .as("a process that was given the pid of a dead hub is no hub")
                .isEmpty();

        for (var nonsense : List.of("", "x\ny\n", "1\n", "-5\nhttp://x\n\n\n")) {
            Files.writeString(place.resolve("hub"), nonsense);
            assertThat(DataDirectory.found(place)).isEmpty();
        }
        assertThat(DataDirectory.found(place.resolve("nowhere"))).isEmpty();
    }

    private void write(long pid, String began) throws IOException {
        Files.write(
                place.resolve("hub"),
                List.of(Long.toString(pid), "http://127.0.0.1:7935", "", began));
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenIsRefused() throws Exception {
        var file = Files.writeString(place.resolve("file"), "");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Hub.start(HubConfig.DEFAULT, file))
                .withMessageStartingWith("the data directory " + file + " cannot be written")
                .withMessageEndingWith("; give --data another one");
    }

    @Test
    void aConfigurationWithALoopStartsNothing() {
        var loop =
                new RestreamConfig(
                        List.of(
                                RestreamConfig.Job.of(
                                        "live/a", List.of("rtmp://127.0.0.1:1935/live/a"))));

        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> Hub.start(HubConfig.DEFAULT.with(loop), place))
                .withMessageContaining("feeds its own source");
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void aHubWhoseApiComesLateIsFoundOnceItIsThere() throws Exception {
        var port = Trial.freePort();
        var other = new ServerSocket(port.port(), 1, InetAddress.getLoopbackAddress());
        try (var trial =
                Trial.start(config -> config.with(new ApiConfig(port, Policy.STRICT, "")))) {
            assertThat(state(trial, "api")).isEqualTo(ServiceStatus.State.WAITING_FOR_PORT);
            assertThat(state(trial, "rtmp")).isEqualTo(ServiceStatus.State.RUNNING);
            assertThat(DataDirectory.found(trial.data())).isEmpty();

            other.close();
            Await.until(
                    "the API is announced", () -> DataDirectory.found(trial.data()).isPresent());
        }
    }

    private static ServiceStatus.State state(Trial trial, String service) {
        return trial.hub().services().stream()
                .filter(status -> status.name().equals(service))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void closingGivesEveryPortBack() {
        var trial = Trial.start();
        var port = Trial.freePort();
        trial.hub()
                .restream()
                .add("live/a", List.of("rtmp://127.0.0.1:" + port.port() + "/live/out?listen=1"));
        Await.until("the output listens", () -> trial.hub().authority().leaseOn(port).isPresent());
        var ports =
                trial.hub().authority().leases().stream().map(lease -> lease.endpoint()).toList();
        assertThat(ports).hasSize(3);

        trial.close();

        try (var authority = new dev.berth.ports.Authority()) {
            assertThat(ports).allSatisfy(one -> assertThat(authority.check(one).free()).isTrue());
        }
    }
}

package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An output in a process of its own, beside a hub that is a process as well. */
@Timeout(60)
class OutputProcessTest {
    private static final String KEY = "k3y-Pr55-Zz81";

    @TempDir private Path place;

    @Test
    void aHubThatIsKilledLeavesNoProcessBehindAndTheServerIsToldGoodbye() throws Exception {
        var target = "rtmp://127.0.0.1:" + Free.port().port() + "/live/" + KEY;
        try (var server = server(target);
                var hub = up(target)) {
            Await.until("its process sends", () -> apart(hub.pid()).size() == 1);
            var process = apart(hub.pid()).getFirst();
            assertThat(commandLine(process)).doesNotContain(KEY);
            server.awaitLine("Input #0");

            hub.signal("KILL");

            Await.until("the process is gone", () -> !process.isAlive());
            assertThat(server.code()).as(server.said()).isZero();
        }
    }

    /** Takes one publisher in, and ends with it: well, if that says goodbye. */
    private static Child server(String address) throws Exception {
        return Child.run(
                "ffmpeg",
                "-hide_banner",
                "-nostdin",
                "-listen",
                "1",
                "-i",
                address,
                "-f",
                "null",
                "-");
    }

    private Child up(String target) throws Exception {
        var config = place.resolve("berth.yaml");
        Files.writeString(
                config,
                """
                rtmp: {listen: %s}
                api: {listen: %s}
                http: {enabled: false}
                restream:
                  - from: "test:?size=160x90&rate=10&tone=300"
                    to: {to: "%s", process: true, memory: 48MiB}
                """
                        .formatted(Free.port(), Free.port(), target));
        var data = place.resolve("data").toString();
        return Child.berth("up", "--config", config.toString(), "--data", data);
    }

    private static List<ProcessHandle> apart(long hub) {
        return ProcessHandle.of(hub).stream()
                .flatMap(ProcessHandle::children)
                .filter(child -> commandLine(child).contains("OutputProcess"))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (java.io.IOException gone) {
            return "";
        }
    }
}

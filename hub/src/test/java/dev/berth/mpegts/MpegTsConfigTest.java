package dev.berth.mpegts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.config.BadConfig;
import dev.berth.hub.Hub;
import dev.berth.mpegts.MpegTsConfig.Input;
import dev.berth.ports.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MpegTsConfigTest {
    @TempDir private Path folder;

    @Test
    void anInputNeedsAPortAndAStream() throws Exception {
        var config =
                Hub.read(
                        file(
                                "mpegts: [{listen: udp/239.1.1.1:5000, stream: live/tv, card: eth0, silence: 2s}]"));
        assertThat(config.mpegts().inputs())
                .containsExactly(
                        new Input(
                                Endpoint.parse("udp/239.1.1.1:5000"),
                                "live/tv",
                                "eth0",
                                Duration.ofSeconds(2)));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws Exception {
        var file = file("mpegts: [{listen: tcp/127.0.0.1:9000, steam: live/tv}]");
        var bad = catchThrowableOfType(BadConfig.class, () -> Hub.read(file));
        assertThat(bad)
                .hasMessageContaining(
                        "use a UDP endpoint such as udp/127.0.0.1:9000 (datagrams come over UDP)")
                .hasMessageContaining(
                        "an input of mpegts has no stream; name the one it becomes, such as live/camera")
                .hasMessageContaining("mpegts[1].steam is unknown; did you mean");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "berth", ".yaml"), text);
    }
}

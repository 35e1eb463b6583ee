package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.config.BadConfig;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HlsConfigTest {
    @TempDir private Path folder;

    private HubConfig read(String hls) throws Exception {
        var file = folder.resolve("berth.yaml");
        Files.writeString(file, "http: {hls: {" + hls + "}}\n");
        return Hub.read(file);
    }

    @Test
    void everyKeyHasADefault() throws Exception {
        assertThat(read("").http().hls()).isEqualTo(HlsConfig.DEFAULT);
        assertThat(read("segment: 4s, part: 500ms").http().hls())
                .isEqualTo(
                        new HlsConfig(
                                Duration.ofSeconds(4),
                                HlsConfig.DEFAULT.longest(),
                                Duration.ofMillis(500),
                                HlsConfig.DEFAULT.window(),
                                HlsConfig.DEFAULT.memory()));
    }

    @Test
    void partsAreNoLongerThanSegmentsAndThoseNoLongerThanTheLongest() {
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> read("segment: 1s, part: 2s"))
                .withMessageContaining("http.hls.part is 2s, longer than http.hls.segment");
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> read("segment: 20s"))
                .withMessageContaining("http.hls.longest is 10s, less than http.hls.segment");
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> read("windows: 3"))
                .withMessageContaining("http.hls.windows");
    }
}

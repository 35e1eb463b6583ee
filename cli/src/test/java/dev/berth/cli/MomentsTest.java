package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-17 03:12,         2026-11-16T19:12:00Z",
        "2026-11-17T03:12:05,      2026-11-16T19:12:05Z",
        "2026-11-17,               2026-11-16T16:00:00Z",
        "2026-11-17T03:12:00Z,     2026-11-17T03:12:00Z",
        "2026-11-17 03:12:00+01:00, 2026-11-17T02:12:00Z",
        "24h,                      2026-11-20T12:00:00Z",
        "3d,                       2026-11-18T12:00:00Z"
    })
    void aMomentIsReadAsPeopleWriteIt(String written, Instant meant) {
        assertThat(Moments.parse("--at", written, NOW, SHANGHAI)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-13-01", "2026-11-17 25:00", "03:12", "24"})
    void whatIsNoMomentIsNamedWithItsOption(String written) {
        assertThatThrownBy(() -> Moments.parse("--at", written, NOW, SHANGHAI))
                .isInstanceOf(Usage.class)
                .hasMessageStartingWith("--at: '" + written + "' is no moment; write one as in");
    }

    @Test
    void aMomentIsShownInTheTimeZoneOfItsReader() {
        assertThat(Moments.shown(NOW, SHANGHAI)).isEqualTo("2026-11-21 20:00:00");
    }
}

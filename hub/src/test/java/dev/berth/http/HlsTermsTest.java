package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.segments.Initialization;
import dev.berth.segments.Opening;
import dev.berth.segments.Part;
import dev.berth.segments.Segment;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HlsTermsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:10Z");

    @ParameterizedTest
    @CsvSource({"1000, 2", "2000, 2", "2002, 2", "2400, 3", "4000, 4", "8333, 9"})
    void theTargetIsWhatTheFirstSegmentLastedRoundedUp(long millis, int target) {
        var terms = HlsTerms.of(HlsConfig.DEFAULT, segment(millis, 300), NOW);

        assertThat(terms.target()).isEqualTo(target);
        assertThat(Math.round(terms.limit().toMillis() / 1_000.0)).isEqualTo(target);
        assertThat(terms.limit()).isGreaterThan(Duration.ofMillis(millis));
    }

    @Test
    void picturesThatLastLongMakePartsLonger() {
        assertThat(HlsTerms.of(HlsConfig.DEFAULT, segment(2_000, 300), NOW).part())
                .isEqualTo(HlsConfig.DEFAULT.part());
        assertThat(HlsTerms.of(HlsConfig.DEFAULT, segment(2_000, 500), NOW).part())
                .isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void theFirstSegmentBeganAsLongBeforeItsEndAsItLasted() {
        assertThat(HlsTerms.of(HlsConfig.DEFAULT, segment(2_000, 300), NOW).began())
                .isEqualTo(Instant.parse("2026-03-01T12:00:08Z"));
    }

    private static Segment segment(long millis, long part) {
        var nothing = Unpooled.EMPTY_BUFFER;
        var opening =
                new Opening(
                        1,
                        new Initialization(1, List.of(), nothing),
                        false,
                        true,
                        NOW,
                        Duration.ZERO);
        var parts = List.of(new Part(1, 0, Duration.ZERO, Duration.ofMillis(part), true, nothing));
        return new Segment(opening, Duration.ofMillis(millis), parts);
    }
}

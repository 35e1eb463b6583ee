package dev.berth.codec.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.codec.Malformed;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadRequestTest {
    private static final Duration THIRD = Duration.ofMillis(333);

    @Test
    void aPlainRequestWaitsForNothing() throws Malformed {
        var request = ReloadRequest.of(Map.of("token", "a", "_HLS_unheard", "of"));
        assertThat(request).isEqualTo(new ReloadRequest(-1, -1, false));
        assertThat(request.waits()).isFalse();
    }

    @Test
    void aRequestSaysWhatItWaitsFor() throws Malformed {
        assertThat(ReloadRequest.of(Map.of("_HLS_msn", "12")))
                .isEqualTo(new ReloadRequest(12, -1, false));
        assertThat(ReloadRequest.of(Map.of("_HLS_msn", "12", "_HLS_part", "3", "_HLS_skip", "YES")))
                .isEqualTo(new ReloadRequest(12, 3, true));
        assertThat(ReloadRequest.of(Map.of("_HLS_skip", "v2")).skip()).isTrue();
    }

    @Test
    void aPartOfNoSegmentIsRefused() {
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> ReloadRequest.of(Map.of("_HLS_part", "3")))
                .withMessage("_HLS_part is there without _HLS_msn; send both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "1.5", "99999999999999999999999999"})
    void whatIsNoNumberIsRefused(String text) {
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> ReloadRequest.of(Map.of("_HLS_msn", text)))
                .withMessageStartingWith("_HLS_msn is '")
                .withMessageEndingWith("'; use a whole number from 0 on");
    }

    @Test
    void whoeverAsksForWhatIsFarOffIsRefused() throws Malformed {
        new ReloadRequest(12, -1, false).check(10, 0, THIRD);
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> new ReloadRequest(13, 0, false).check(10, 0, THIRD))
                .withMessage(
                        "_HLS_msn is 13, and the newest segment is 10; ask for one of the next 2");
    }

    @Test
    void partsMayBeAskedForThreeSecondsAhead() throws Malformed {
        new ReloadRequest(10, 10, false).check(10, 2, THIRD);
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> new ReloadRequest(10, 11, false).check(10, 2, THIRD))
                .withMessage(
                        "_HLS_part is 11, and segment 10 has 2 parts so far; ask for one of the next 9");
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(
                        () -> new ReloadRequest(10, 5, false).check(10, 2, Duration.ofSeconds(2)));
    }

    @Test
    void directivesAreToldApartFromTokens() {
        assertThat(ReloadRequest.directive("_HLS_msn")).isTrue();
        assertThat(ReloadRequest.directive("token")).isFalse();
    }
}

package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StabilityTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final int RATE = 2_500_000;

    private static Sample live(int second) {
        return sample(second, OutputState.LIVE, RATE, 80, 0, 0, 20, 0);
    }

    private static Sample sample(
            int second,
            OutputState state,
            long bits,
            long delay,
            long dropped,
            int reconnects,
            double rtt,
            long again) {
        return new Sample(
                NOON.plusSeconds(second),
                state,
                bits,
                second * (RATE / 8L),
                0,
                delay,
                dropped,
                reconnects,
                rtt,
                again);
    }

    private static Stability minute(IntFunction<Sample> samples) {
        return Stability.of(IntStream.range(0, 60).mapToObj(samples).toList());
    }

    @Test
    void anOutputWithoutAFaultHasAllHundred() {
        assertThat(minute(StabilityTest::live)).isEqualTo(new Stability(100, List.of()));
    }

    @Test
    void whoStandsByOrWaitsIsNotBlamed() {
        var waits = minute(second -> sample(second, OutputState.STANDING_BY, 0, 0, 0, 0, 0, 0));

        assertThat(waits.score()).isEqualTo(100);
    }

    @Test
    void whoIsNotConnectedLosesMost() {
        var away =
                minute(second ->
                        second < 20
                                ? sample(second, OutputState.BACKING_OFF, 0, 0, 0, 0, 0, 0)
                                : live(second));

        assertThat(away.score()).isEqualTo(67);
        assertThat(away.reasons()).containsExactly("it was not connected for 20 of 60 s");
        assertThat(away.grade()).isEqualTo(Stability.Grade.FAIR);
    }

    @Test
    void everyFaultIsNamedTheGravestFirst() {
        var bad =
                minute(second ->
                        sample(
                                second,
                                second % 4 == 0 ? OutputState.STALLED : OutputState.LIVE,
                                second % 3 == 0 ? RATE / 10 : RATE,
                                3_000,
                                second,
                                second < 30 ? 0 : 1,
                                second % 2 == 0 ? 20 : 240,
                                second * 10L));

        assertThat(bad.reasons())
                .containsExactly(
                        "59 frames were left out because it was too slow",
                        "the other side took nothing for 15 of 60 s",
                        "4.6 % of what was sent had to be sent again",
                        "its bitrate was below half the usual for 20 s",
                        "it began anew once",
                        "frames leave up to 3.0 s late",
                        "the round trip swings by 220 ms");
        assertThat(bad.score()).isLessThan(20);
        assertThat(bad.grade()).isEqualTo(Stability.Grade.POOR);
    }

    @Test
    void aNewConnectionCountsFromNothingAgain() {
        var anew =
                minute(second ->
                        sample(
                                second,
                                OutputState.LIVE,
                                RATE,
                                80,
                                second < 30 ? 900 : 0,
                                second < 30 ? 4 : 5,
                                20,
                                0));

        assertThat(anew.reasons()).containsExactly("it began anew once");
        assertThat(anew.score()).isEqualTo(90);
    }

    @Test
    void aGradeIsToldOnceItHasLasted() {
        var history = new History();
        var told = new ArrayList<Stability>();
        for (int second = 0; second < 60; second++) {
            history.add(live(second)).ifPresent(told::add);
        }
        assertThat(told).isEmpty();
        for (int second = 60; second < 120; second++) {
            history.add(sample(second, OutputState.STALLED, 0, second * 100L, 0, 0, 20, 0))
                    .ifPresent(told::add);
        }

        assertThat(told).extracting(Stability::grade).containsExactly(Stability.Grade.FAIR);
        assertThat(told.getFirst().reasons().getFirst()).startsWith("the other side took nothing");
    }

    @Test
    void whatIsRememberedHasALimit() {
        var history = new History();
        for (int second = 0; second < 20_000; second++) {
            history.add(live(second));
        }

        assertThat(history.past().seconds()).hasSize(120);
        assertThat(history.past().minutes()).hasSize(181);
        assertThat(history.past().minutes().get(100).samples()).isEqualTo(60);
        assertThat(history.past().minutes().get(100).bitsPerSecond()).isEqualTo(RATE);
    }
}

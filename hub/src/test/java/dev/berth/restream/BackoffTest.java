package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new Random(1));

    @Test
    void eachWaitIsBetweenHalfOfWhatIsDueAndAllOfIt() {
        for (long due = 1_000; due <= 16_000; due *= 2) {
            assertThat(backoff.next())
                    .isBetween(Duration.ofMillis(due / 2), Duration.ofMillis(due));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        }
    }

    @Test
    void twoThatFailTogetherDoNotComeBackTogether() {
        RandomGenerator random = new Random(2);
        assertThat(new Backoff(random).next()).isNotEqualTo(new Backoff(random).next());
    }

    @Test
    void anAttemptThatLastedMakesTheNextWaitAShortOne() {
        for (int i = 0; i < 6; i++) {
            backoff.next();
        }
        backoff.lasted(Duration.ofSeconds(3));
        assertThat(backoff.next()).isGreaterThanOrEqualTo(Duration.ofSeconds(15));

        backoff.lasted(Duration.ofSeconds(11));
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
}

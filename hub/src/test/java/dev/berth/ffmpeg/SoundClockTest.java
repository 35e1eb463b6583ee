package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** 48 samples a millisecond; a frame of Opus is 20 ms. */
class SoundClockTest {
    private static final int FRAME = 960;
    private static final int MILLIS = 20;

    private final SoundClock clock = new SoundClock(48_000);

    @Test
    void samplesAreDatedByTheFramesTheyCameIn() {
        clock.hear(5_000, 0);

        assertThat(clock.at(-480)).as("what primes a decoder").isEqualTo(4_990);
        assertThat(clock.at(48_000)).isEqualTo(6_000);
    }

    @Test
    void timesThatAreRoundedDoNotMakeItStumble() {
        for (int i = 0; i < 1_000; i++) {
            clock.hear(i * MILLIS + i % 2, (long) i * FRAME);
            assertThat(clock.at((long) i * FRAME)).isBetween(i * 20L, i * 20L + 1);
        }
    }

    @Test
    void aSenderWhoseClockIsFasterThanItsSamplesIsFollowed() {
        long time = 0;
        for (int i = 0; i < 100_000; i++) {
            time = Math.round(i * MILLIS * 1.0005);
            clock.hear(time, (long) i * FRAME);
        }
        assertThat(clock.at(99_999L * FRAME)).isBetween(time - 5, time + 5);
    }

    @Test
    void aHoleMovesWhatFollows() {
        clock.hear(0, 0);
        clock.hear(3_020, FRAME);

        assertThat(clock.at(FRAME)).isEqualTo(3_020);
    }

    @Test
    void timeNeverGoesBack() {
        clock.hear(10_000, 0);
        assertThat(clock.at(0)).isEqualTo(10_000);
        clock.hear(9_000, FRAME);

        assertThat(clock.at(FRAME)).isEqualTo(10_000);
    }
}

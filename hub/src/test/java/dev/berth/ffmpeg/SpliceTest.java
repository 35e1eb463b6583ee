package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times in microseconds; track 0 is the picture, 1 the sound. */
class SpliceTest {
    private static final long SECOND = 1_000_000;

    private final Splice splice = new Splice(2);

    @Test
    void timeThatGoesOnIsLeftAlone() {
        assertThat(splice.map(0, 5 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(splice.map(1, 5 * SECOND - 20_000)).isEqualTo(5 * SECOND - 20_000);
        assertThat(splice.map(0, 8 * SECOND)).as("a hole of seconds").isEqualTo(8 * SECOND);
    }

    @Test
    void bothTracksGoEquallyFarOverALeap() {
        splice.map(0, 100 * SECOND);
        splice.map(1, 100 * SECOND);

        assertThat(splice.map(0, 2 * SECOND)).isEqualTo(100 * SECOND + 33_000);
        assertThat(splice.map(1, 2 * SECOND + 5_000)).isEqualTo(100 * SECOND + 38_000);
    }

    @Test
    void aTrackThatLeapsLaterDoesNotDragTheOtherBack() {
        splice.map(0, 100 * SECOND);
        splice.map(1, 100 * SECOND);
        splice.map(0, 2 * SECOND);

        assertThat(splice.map(1, 100 * SECOND + 20_000)).isEqualTo(100 * SECOND + 20_000);
        assertThat(splice.map(0, 2 * SECOND + 40_000)).isEqualTo(100 * SECOND + 73_000);
        assertThat(splice.map(1, 2 * SECOND + 40_000)).isEqualTo(100 * SECOND + 73_000);
    }

    @Test
    void aTrackNeverGoesBack() {
        splice.map(0, 5 * SECOND);

        assertThat(splice.map(0, 5 * SECOND - 100_000)).isEqualTo(5 * SECOND);
    }
}

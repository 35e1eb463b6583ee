package dev.berth.media;

import static dev.berth.media.Stage.delta;
import static dev.berth.media.Stage.sound;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How regularly pictures come. */
class RhythmTest {
    private final Rhythm rhythm = new Rhythm();

    private static long nanos(double millis) {
        return Math.round(millis * 1_000_000);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    /** A picture that is read as it comes, and that others wait for. */
    private void take(double millis) {
        assertThat(rhythm.takes(delta((long) millis))).isTrue();
        rhythm.read(nanos(millis), true);
    }

    /** Their time stamps are 42, 42 and 41 ms apart, of which none is right. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void threeOfTwentyFourPicturesASecondTakeTheSameWhereverTheyBegin(int phase) {
        for (int i = 0; i < 90 + phase; i++) {
            take(i * 125. / 3);
        }
        double now = (89 + phase) * 125. / 3;
        assertThat(millis(rhythm.until(3, nanos(now)))).isBetween(123., 124.9);
    }

    /** As where each is a key frame, before which a batch ends. */
    @Test
    void picturesThatNoneWaitedForAreStillExpectedWhenTheirClockIsSlow() {
        double now = 0;
        for (int i = 0; i < 1_000; i++) {
            now = i * 40.01;
            rhythm.takes(delta(i * 40L));
            rhythm.read(nanos(now), false);
        }
        assertThat(millis(rhythm.until(1, nanos(now)))).isBetween(38.5, 40.);
    }

    @Test
    void aChangeOfPaceIsBelievedAtOnce() {
        for (int i = 0; i < 10; i++) {
            take(i * 33);
        }
        take(9 * 33 + 100);
        assertThat(millis(rhythm.interval())).isEqualTo(100);
    }

    @Test
    void soundIsNoBeatOnceThereArePictures() {
        assertThat(rhythm.takes(sound(0))).isTrue();
        assertThat(rhythm.takes(delta(10))).isTrue();
        assertThat(rhythm.takes(sound(23))).isFalse();
    }

    @Test
    void whatIsReadLateCameWhenItsTimeStampSaysAndNotBeforeItWasLeftUnread() {
        take(1_000);
        assertThat(millis(rhythm.arrival(1_040, nanos(1_000), nanos(1_100)))).isEqualTo(1_040);
        assertThat(millis(rhythm.arrival(1_040, nanos(1_060), nanos(1_100)))).isEqualTo(1_060);
        assertThat(millis(rhythm.arrival(1_200, nanos(1_000), nanos(1_100)))).isEqualTo(1_100);
        assertThat(TimeUnit.NANOSECONDS.toMillis(rhythm.until(1, nanos(1_000)))).isPositive();
    }
}

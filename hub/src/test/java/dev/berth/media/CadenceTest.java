package dev.berth.media;

import static dev.berth.media.Stage.delta;
import static dev.berth.media.Stage.sound;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a batch has waited enough. */
class CadenceTest {
    private static final int MANY = 1_000;
    private static final long MILLI = 1_000_000;

    private static Cadence cadence(long millis) {
        return new Cadence(Duration.ofMillis(millis));
    }

    @Test
    void aBatchIsOpenForTwiceTheDelayAtMost() {
        assertThat(cadence(50).patience(MANY)).isEqualTo(100 * MILLI);
        assertThat(cadence(0).patience(MANY)).isZero();
    }

    @Test
    void fewReadersWaitTwoMillisecondsForEachOfThem() {
        assertThat(cadence(50).patience(1)).isEqualTo(2 * MILLI);
        assertThat(cadence(50).patience(20)).isEqualTo(40 * MILLI);
    }

    @Test
    void aBatchGoesWithThePictureWhoseSuccessorWouldComeTooLate() {
        var cadence = cadence(50);
        assertThat(cadence.completes(delta(0), 0, MANY)).isFalse();
        assertThat(cadence.completes(delta(40), 40 * MILLI, MANY)).isFalse();
        assertThat(cadence.completes(sound(75), 75 * MILLI, MANY)).isFalse();
        assertThat(cadence.completes(delta(80), 80 * MILLI, MANY)).isTrue();
    }

    @Test
    void soundSetsThePaceWhereThereAreNoPictures() {
        var cadence = cadence(20);
        assertThat(cadence.completes(sound(0), 0, MANY)).isFalse();
        assertThat(cadence.completes(sound(23), 23 * MILLI, MANY)).isTrue();
    }

    @Test
    void soundThatWaitsForAPictureMayDoSoTwiceAsLong() {
        var cadence = cadence(20);
        assertThat(cadence.completes(delta(0), 0, MANY)).isFalse();
        assertThat(cadence.completes(delta(33), 33 * MILLI, MANY)).isTrue();
        assertThat(cadence.patience(MANY, false)).isEqualTo(80 * MILLI);
        assertThat(cadence.patience(MANY, true)).isEqualTo(40 * MILLI);
    }

    @Test
    void soundDoesNotWaitForPicturesThatAreFarApart() {
        var cadence = cadence(20);
        assertThat(cadence.completes(delta(0), 0, MANY)).isFalse();
        assertThat(cadence.completes(delta(200), 200 * MILLI, MANY)).isTrue();
        assertThat(cadence.patience(MANY, false)).isEqualTo(40 * MILLI);
    }

    @Test
    void soundDoesNotWaitForPicturesThatHaveCeasedToCome() {
        var cadence = cadence(20);
        assertThat(cadence.completes(delta(0), 0, MANY)).isFalse();
        assertThat(cadence.completes(delta(33), 33 * MILLI, MANY)).isTrue();
        assertThat(cadence.completes(sound(74), 0, MANY)).isFalse();
        assertThat(cadence.patience(MANY, false)).isEqualTo(40 * MILLI);
    }

    @Test
    void withoutDelayEveryFrameGoesAtOnce() {
        assertThat(cadence(0).completes(sound(0), 0, MANY)).isTrue();
    }
}

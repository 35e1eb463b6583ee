package dev.berth.media;

import static dev.berth.media.Stage.delta;
import static dev.berth.media.Stage.sound;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** When a batch has waited enough, and how long nothing comes that a batch waits for. */
class CadenceTest {
    private static final int MANY = 1_000;

    /** A tape that takes frames as they come, and is asked in milliseconds. */
    private static final class Playing {
        private final Cadence cadence;
        private boolean open;
        private final StringBuilder sent = new StringBuilder();
        private int waiting;

        Playing(long delayMillis) {
            cadence = new Cadence(Duration.ofMillis(delayMillis));
        }

        Playing take(Frame... frames) {
            for (var frame : frames) {
                take(frame, frame.time());
            }
            return this;
        }

        private void take(Frame frame, long millis) {
            take(frame, millis, millis);
        }

        private void take(Frame frame, long unreadSince, long millis) {
            long earliest = TimeUnit.MILLISECONDS.toNanos(unreadSince);
            long now = TimeUnit.MILLISECONDS.toNanos(millis);
            if (!open) {
                cadence.opens(frame, earliest, now);
            }
            waiting++;
            open = !cadence.completes(frame, now, MANY);
            if (!open) {
                cadence.sent();
                sent.append(sent.isEmpty() ? "" : " ").append(waiting);
                waiting = 0;
            }
        }

        /** Frames of each batch since this was asked last. */
        String sent() {
            var said = sent.toString();
            sent.setLength(0);
            return said;
        }

        long left(long millis) {
            long now = TimeUnit.MILLISECONDS.toNanos(millis);
            return TimeUnit.NANOSECONDS.toMillis(cadence.left(now, MANY));
        }

        long rest(long millis) {
            return rest(millis, MANY);
        }

        long rest(long millis, int readers) {
            long now = TimeUnit.MILLISECONDS.toNanos(millis);
            return TimeUnit.NANOSECONDS.toMillis(cadence.rest(now, readers));
        }
    }

    /** So many frames, so many milliseconds apart, the last one at {@code until}. */
    private static Frame[] frames(IntFunction<Frame> kind, int count, double millis, long until) {
        var frames = new Frame[count];
        for (int i = 0; i < count; i++) {
            frames[i] = kind.apply((int) (until - Math.round((count - 1 - i) * millis)));
        }
        return frames;
    }

    private static Playing pictures(long delay, double millis) {
        var playing = new Playing(delay).take(frames(CadenceTest::picture, 10, millis, 1_000));
        playing.sent();
        return playing;
    }

    private static Frame picture(int time) {
        return delta(time);
    }

    @Test
    void aBatchIsOpenForTwiceTheDelayAtMost() {
        assertThat(new Cadence(Duration.ofMillis(50)).patience(MANY)).isEqualTo(100_000_000);
        assertThat(new Cadence(Duration.ZERO).patience(MANY)).isZero();
    }

    @Test
    void fewReadersWaitTwoMillisecondsForEachOfThem() {
        var cadence = new Cadence(Duration.ofMillis(50));
        assertThat(cadence.patience(1)).isEqualTo(2_000_000);
        assertThat(cadence.patience(20)).isEqualTo(40_000_000);
    }

    @Test
    void withoutDelayEveryFrameGoesAtOnce() {
        assertThat(new Playing(0).take(sound(0), delta(0), sound(23)).sent()).isEqualTo("1 1 1");
    }

    /** 100, 67, 33 and 0 ms: 50 on average. */
    @Test
    void fourOfThirtyPicturesASecondGoTogetherAtFiftyMilliseconds() {
        var playing = pictures(50, 100. / 3);
        playing.take(frames(CadenceTest::picture, 120, 100. / 3, 5_000));
        assertThat(playing.sent().split(" ")).hasSizeBetween(29, 30).containsOnly("4");
    }

    @Test
    void picturesThatAreReadInABurstWaitNoLongerThanThoseReadOneByOne() {
        var playing = pictures(50, 40);
        playing.sent();
        for (var frame : frames(CadenceTest::picture, 12, 40, 1_480)) {
            playing.take(frame, 1_480);
        }
        assertThat(playing.sent()).endsWith("3 3 3");
    }

    @Test
    void whatWasLeftUnreadHasWaitedSinceItCameNotSinceItWasRead() {
        var playing = pictures(50, 40);
        playing.cadence.sent();
        playing.open = false;
        playing.take(delta(1_040), 1_000, 1_110);
        assertThat(playing.left(1_110)).as("of 125 ms").isBetween(45L, 56L);
    }

    @Test
    void oneOfThreePicturesWaitsWhereTheyAreFurtherApartThanTheDelay() {
        var playing = pictures(20, 100. / 3);
        playing.take(frames(CadenceTest::picture, 9, 100. / 3, 1_300));
        assertThat(playing.sent()).contains("1 2 1 2 1");
    }

    @Test
    void soundSetsThePaceWhereThereAreNoPictures() {
        var playing = new Playing(50).take(frames(Stage::sound, 20, 23, 1_000));
        playing.sent();
        playing.take(frames(Stage::sound, 10, 23, 1_230));
        assertThat(playing.sent()).contains("5");
    }

    @Test
    void soundThatWaitsForAPictureMayDoSoTwiceAsLong() {
        assertThat(pictures(50, 40).take(sound(1_010)).left(1_010)).isGreaterThan(100);
        assertThat(new Playing(50).take(sound(0), sound(23)).left(23)).isEqualTo(102);
    }

    @Test
    void soundDoesNotWaitForPicturesThatAreFarApart() {
        assertThat(pictures(20, 200).take(sound(1_010)).left(1_010)).isEqualTo(40);
    }

    @Test
    void soundDoesNotWaitForPicturesThatHaveCeasedToCome() {
        var playing = pictures(50, 40);
        playing.cadence.sent();
        playing.open = false;
        assertThat(playing.take(sound(1_010)).left(1_010)).isEqualTo(200);
        assertThat(playing.take(sound(1_101)).left(1_101)).isEqualTo(9);
    }

    @Test
    void aPictureIsLateForAQuarterOfItsTimeBeforeABatchGoesWithoutIt() {
        var playing = new Playing(50).take(delta(0), delta(40));
        assertThat(playing.left(40)).isEqualTo(85);
        assertThat(playing.left(125)).isZero();
    }

    @Test
    void nothingIsDueBeforeThePictureWithWhichTheNextBatchGoes() {
        var playing = new Playing(50).take(delta(0), delta(40));
        assertThat(playing.rest(40)).as("the next one").isEqualTo(39);
        assertThat(playing.take(delta(80)).sent()).isEqualTo("3");
        assertThat(playing.rest(81)).as("the third").isEqualTo(118);
        assertThat(playing.rest(210)).as("late").isNegative();
    }

    @Test
    void withFewReadersNothingIsLeftUnreadForLongerThanTheyMayWait() {
        assertThat(pictures(50, 40).rest(1_000, 10)).isEqualTo(20);
        assertThat(pictures(50, 40).rest(1_000, 1)).isEqualTo(2);
    }

    @Test
    void wherePicturesComeNoMoreSoundIsReadAsSeldomAsItMayWait() {
        assertThat(pictures(50, 40).rest(3_000)).isEqualTo(100);
    }
}

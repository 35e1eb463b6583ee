package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time as this room counts it, without a clock. */
class TimesTest {
    private static final long NOW =
            Long.MAX_VALUE - 1_000; // System.nanoTime() may be anything, and overflow

    @Test
    void timeGoesOnWhenFlvHasNoBitsLeftForIt() {
        var times = new FlvTimes();
        long full = Integer.MAX_VALUE;

        assertThat(times.whole(0)).isZero();
        for (long time = 0; time < 4 * full; time += 1_000_000_000) {
            assertThat(times.whole(time & full)).isEqualTo(time);
        }
    }

    @Test
    void twoTracksMayPassTheLastBitInAnyOrder() {
        var times = new FlvTimes();
        times.whole(1L << 30);

        assertThat(times.whole(0x7fff_fff0L)).isEqualTo(0x7fff_fff0L);
        assertThat(times.whole(4)).isEqualTo(0x8000_0004L);
        assertThat(times.whole(0x7fff_fffaL)).isEqualTo(0x7fff_fffaL);
        assertThat(times.whole(20)).isEqualTo(0x8000_0014L);
    }

    @Test
    void aPaceCountsFromTheFirstTimeStampAndForgivesNoLateness() {
        var pace = new Pace(true);

        assertThat(pace.left(100, NOW)).isZero();
        assertThat(pace.left(140, NOW + millis(10))).isEqualTo(millis(30));
        assertThat(pace.left(180, NOW + millis(200))).isEqualTo(millis(-120));
        assertThat(pace.left(400, NOW + millis(200))).isEqualTo(millis(100));
    }

    @Test
    void aMachineThatSleptDoesNotMakeUpForIt() {
        var pace = new Pace(true);
        pace.left(0, NOW);

        assertThat(pace.left(40, NOW + millis(3_600_000))).isZero();
        assertThat(pace.left(80, NOW + millis(3_600_000))).isEqualTo(millis(40));
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void eachPassOfALoopBeginsWhereTheLongestTrackEnded() {
        var loop = new Loop(2);
        loop.see(0, -80, 40);
        loop.see(1, 0, 20);
        loop.see(0, -40, 40);
        loop.see(1, 20, 20);

        assertThat(loop.shift()).isZero();
        assertThat(loop.again()).isTrue();
        assertThat(loop.shift()).isEqualTo(120);
    }

    @Test
    void aPacketWithoutDurationLastsAsLongAsTheOneBefore() {
        var loop = new Loop(1);
        loop.see(0, 0, 0);
        loop.see(0, 40, 0);

        assertThat(loop.again()).isTrue();
        assertThat(loop.shift()).isEqualTo(80);
    }

    @Test
    void aFileWithNothingInItIsNotPlayedAgain() {
        assertThat(new Loop(1).again()).isFalse();
    }
}

package dev.berth.segments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.mp4.Mp4Track;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class TrackClockTest {
    private static final long DAY = 24 * 60 * 60 * 1_000L;

    @Test
    void aDayOfSoundHasNoGapAndNoDrift() {
        var clock = clock(44_100, 1_024);
        long frames = DAY * 441 / 10_240;
        for (long frame = 0; frame < frames; frame++) {
            assertThat(clock.tick(frame * 10_240 / 441)).isEqualTo(frame * 1_024);
        }
    }

    @Test
    void aPublisherWhoseClockIsSlowIsFollowedAllDay() {
        var clock = clock(48_000, 1_024);
        long last = 0;
        for (long frame = 0; last < DAY; frame++) {
            last = (long) (frame * 1_024 * 1.0001 / 48); // 100 millionths
            assertThat(clock.tick(last) / 48 - last).as("off by").isBetween(-12L, 12L);
        }
    }

    @Test
    void soundThatPausesGoesOnWhenItShould() {
        var clock = clock(48_000, 1_024);

        assertThat(clock.tick(0)).isZero();
        assertThat(clock.tick(21)).isEqualTo(1_024);
        assertThat(clock.tick(1_000)).isEqualTo(48_000);
        assertThat(clock.tick(1_021)).isEqualTo(49_024);
    }

    private static TrackClock clock(int rate, int frame) {
        return new TrackClock(
                new Mp4Track(1, "mp4a", new Sound(rate, 2, frame), Unpooled.EMPTY_BUFFER));
    }
}

package dev.berth.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final long WRAP = 1L << 32;
    private static final long ONE_FRAME = 33;

    private final Timeline timeline = new Timeline();

    @Test
    void timesOfAPublisherStayAsTheyAre() {
        assertThat(map(0, 40, 23, 80, 46)).containsExactly(0, 40, 23, 80, 46);
    }

    @Test
    void aPublisherMayBeginAnywhere() {
        assertThat(map(WRAP - 1, 39)).containsExactly(WRAP - 1, WRAP + 39);
    }

    @Test
    void timesGoOnWhen32BitsAreFull() {
        assertThat(map(WRAP - 40, WRAP - 20, 0, 20))
                .containsExactly(WRAP - 40, WRAP - 20, WRAP, WRAP + 20);
    }

    @Test
    void tracksMayBeOutOfOrderAcrossTheWrap() {
        assertThat(map(WRAP - 10, 5, WRAP - 3, 30))
                .containsExactly(WRAP - 10, WRAP + 5, WRAP - 3, WRAP + 30);
    }

    @Test
    void onlyTheLow32BitsCount() {
        assertThat(map(3 * WRAP + 7, 5 * WRAP + 9)).containsExactly(7, 9);
    }

    @Test
    void aLeapAheadBecomesOneFrame() {
        assertThat(map(0, 40, 40 + 30_001, 40 + 30_041))
                .containsExactly(0, 40, 40 + ONE_FRAME, 80 + ONE_FRAME);
    }

    @Test
    void aPauseIsNoLeap() {
        assertThat(map(0, 30_000)).containsExactly(0, 30_000);
    }

    @Test
    void aLeapBackBecomesOneFrameBehindTheNewest() {
        assertThat(map(5_000, 4_980, 0, 40))
                .containsExactly(5_000, 4_980, 5_000 + ONE_FRAME, 5_040 + ONE_FRAME);
    }

    @Test
    void aClockThatIsSetBackALittleGoesOnOneFrameLater() {
        map(10_000, 10_040);

        assertThat(timeline.map(Stage.sound(10_023))).isEqualTo(10_023);
        assertThat(map(8_540)).containsExactly(10_040 + ONE_FRAME);
        assertThat(timeline.map(Stage.sound(8_546))).isEqualTo(10_046 + ONE_FRAME);
    }

    @Test
    void aTrackMayBeFarBehindTheOthers() {
        map(10_000, 10_040);

        assertThat(timeline.map(Stage.sound(7_500))).isEqualTo(7_500);
        assertThat(map(10_080)).containsExactly(10_080);
    }

    @Test
    void aConfigurationThatIsDatedZeroDoesNotSetTheClock() {
        map(900_000, 900_040);

        assertThat(timeline.map(Stage.configuration(Codec.H264))).isEqualTo(900_040);
        assertThat(map(900_080)).containsExactly(900_080);
    }

    @Test
    void timesAreNeverNegative() {
        assertThat(map(10, WRAP - 5)).containsExactly(10, 0);
    }

    @Test
    void aPublisherThatComesBackGoesOnAfterTheTimeInBetween() {
        map(900_000, 900_040);
        timeline.resume(1_000);

        assertThat(map(0, 40, 23)).containsExactly(901_040, 901_080, 901_063);
    }

    @Test
    void aPublisherThatComesBackAtOnceIsOneFrameLater() {
        map(40, 80, 60);
        timeline.resume(0);

        assertThat(map(5)).containsExactly(80 + ONE_FRAME);
    }

    @Test
    void whatIsDatedAsItLikesBesideTheMediaOpensNoHole() {
        map(20_000, 20_040);
        timeline.resume(1_000);

        assertThat(timeline.map(Stage.configuration(Codec.H264))).isEqualTo(21_040);
        assertThat(map(20_500, 20_540)).containsExactly(21_040, 21_080);
        timeline.map(
                new Frame(Codec.H264, 0, Frame.Role.OPAQUE, 19_000, 0, 0, Unpooled.EMPTY_BUFFER));
        assertThat(map(20_580)).containsExactly(21_120);
    }

    @Test
    void oneFrameThatIsLateDoesNotSetTheClock() {
        assertThat(map(10_000, 10_040, 9_000, 10_080, 10_120))
                .containsExactly(10_000, 10_040, 10_040 + ONE_FRAME, 10_080, 10_120);
    }

    @Test
    void nothingIsResumedBeforeAnythingBegan() {
        timeline.resume(5_000);

        assertThat(map(7)).containsExactly(7);
    }

    private long[] map(long... raw) {
        var mapped = new long[raw.length];
        for (int i = 0; i < raw.length; i++) {
            mapped[i] = timeline.map(Stage.delta(raw[i]));
        }
        return mapped;
    }
}

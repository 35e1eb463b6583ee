package dev.berth.segments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.mp4.Mp4Track.Picture;
import dev.berth.media.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    private static final int PICTURE = 1;
    private static final int SOUND = 2;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Collected made = new Collected();
    private Instant now = START;
    private final Segmenter segmenter = new Segmenter(Segmenting.LIVE, () -> now, made);
    private final List<Frame> written = new ArrayList<>();

    @AfterEach
    void everyFrameIsGivenBack() {
        segmenter.finish();
        assertThat(written).allSatisfy(frame -> assertThat(frame.data().refCnt()).isZero());
    }

    @Test
    void aSegmentEndsAtTheFirstKeyFrameAtItsTarget() {
        write(Frames.small(), Frames.aac());
        movie(0, 10_000, 1_000);
        segmenter.ended();

        assertThat(made.segments).extracting(Segment::duration).containsOnly(seconds(2));
        assertThat(made.segments).extracting(Segment::number).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(made.openings).allMatch(Opening::independent);
        assertThat(made.openings).noneMatch(Opening::discontinuity);
        assertThat(made.ended).isTrue();
    }

    @Test
    void partsAreAsLongAsTheyMayBeAndNoLonger() {
        write(Frames.small(), Frames.aac());
        movie(0, 4_000, 2_000);
        segmenter.ended();

        for (var segment : made.segments) {
            var parts = segment.parts();
            assertThat(parts).allMatch(part -> part.duration().compareTo(millis(333)) <= 0);
            assertThat(parts.subList(0, parts.size() - 1))
                    .allMatch(part -> part.duration().compareTo(millis(284)) >= 0);
            assertThat(parts.getFirst().independent()).isTrue();
            assertThat(parts.subList(1, parts.size())).noneMatch(Part::independent);
        }
    }

    @Test
    void partsAddUpToTheirSegmentAndSegmentsToTheStream() {
        write(Frames.small(), Frames.aac());
        movie(0, 9_960, 1_000);
        segmenter.ended();

        for (var segment : made.segments) {
            assertThat(segment.parts().stream().map(Part::duration).reduce(Duration::plus))
                    .hasValue(segment.duration());
        }
        assertThat(made.segments.stream().map(Segment::duration).reduce(Duration::plus))
                .hasValue(millis(9_960));
    }

    @Test
    void noSampleOverlapsAnotherAndNoneLeavesAGap() {
        write(Frames.small(), Frames.aac());
        movie(0, 10_000, 1_000);
        segmenter.ended();

        assertOneBehindTheOther(PICTURE);
        assertOneBehindTheOther(SOUND);
        assertThat(durations(SOUND)).as("samples in a frame").containsOnly(1_024);
    }

    @Test
    void aHoleIsAFrameThatLastsLonger() {
        write(Frames.small(), Frames.aac());
        movie(0, 2_000, 1_000);
        movie(3_000, 6_000, 1_000);
        segmenter.ended();

        assertOneBehindTheOther(PICTURE);
        assertOneBehindTheOther(SOUND);
        assertThat(durations(PICTURE)).containsOnly(40, 1_040);
        assertThat(end(PICTURE)).isEqualTo(6_000);
        assertThat(end(SOUND) / 48.0).isBetween(5_980.0, 6_020.0);
    }

    @Test
    void aSilenceMakesNoSegmentLongerThanItMayBe() {
        segmenter.limit(millis(2_250));
        write(Frames.small(), Frames.aac());
        movie(0, 1_960, 100_000);
        movie(2_960, 4_960, 100_000);
        segmenter.ended();

        assertThat(made.segments)
                .extracting(Segment::duration)
                .containsExactly(millis(1_920), millis(1_040), seconds(2));
        assertThat(made.openings)
                .extracting(Opening::independent)
                .containsExactly(true, false, true);
        assertOneBehindTheOther(PICTURE);
    }

    @Test
    void timesThatRunBackwardsStillGrow() {
        write(Frames.small(), Frames.aac());
        movie(0, 2_000, 1_000);
        movie(1_000, 5_000, 1_000);
        segmenter.ended();

        assertOneBehindTheOther(PICTURE);
        assertOneBehindTheOther(SOUND);
        assertThat(end(PICTURE)).isEqualTo(5_000);
    }

    @Test
    void withoutKeyFramesASegmentEndsAllTheSame() {
        write(Frames.small(), Frames.aac());
        movie(0, 25_000, 100_000);
        segmenter.ended();

        assertThat(made.segments)
                .extracting(Segment::duration)
                .containsExactly(seconds(10), seconds(10), seconds(5));
        assertThat(made.openings)
                .extracting(Opening::independent)
                .containsExactly(true, false, false);
    }

    @Test
    void soundAloneIsCutAnywhere() {
        write(Frames.aac());
        for (int i = 0; i < 460; i++) {
            write(Frames.sound(dated(i)));
        }
        segmenter.ended();

        assertThat(made.segments).extracting(Segment::number).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(made.segments.getFirst().duration()).isBetween(millis(1_950), millis(2_000));
        assertThat(made.openings).allMatch(Opening::independent);
        assertThat(durations(SOUND)).containsOnly(1_024);
    }

    @Test
    void picturesAloneAreWaitedForNoLongerThanASecond() {
        write(Frames.small());
        pictures(0, 1_000, 1_000);
        assertThat(made.openings).isEmpty();
        pictures(1_000, 3_000, 1_000);

        assertThat(made.openings.getFirst().start()).isZero();
        assertThat(made.openings.getFirst().initialization().codecs()).isEqualTo("avc1.42c00c");
    }

    @Test
    void soundThatCameShortlyBeforeTheFirstPictureIsKept() {
        write(Frames.small(), Frames.aac());
        write(Frames.sound(500), Frames.sound(950), Frames.delta(960), Frames.key(1_000));
        write(Frames.sound(1_000), Frames.delta(1_040), Frames.sound(1_060));
        segmenter.ended();

        assertThat(Fragment.of(made.parts, SOUND).getFirst().time()).isZero();
        assertThat(Fragment.of(made.parts, PICTURE).getFirst().time()).isEqualTo(50);
    }

    @Test
    void aPublisherThatMakesCodecsUpIsNotReportedWithoutEnd() {
        write(Frames.small(), Frames.key(0));
        for (int i = 0; i < 100; i++) {
            write(Frames.invented(i, i));
        }

        assertThat(made.omitted).hasSize(16);
    }

    @Test
    void aCodecThatMp4CannotCarryIsLeftOutWithASentence() {
        write(Frames.small());
        for (int at = 0; at < 3_000; at += 40) {
            write(at % 1_000 == 0 ? Frames.key(at) : Frames.delta(at), Frames.telephone(at));
        }

        assertThat(made.omitted)
                .containsExactly(
                        "G.711 A-law is not carried in MP4 for players; send AAC, Opus, MP3, FLAC or AC-3 instead");
        assertThat(made.openings.getFirst().initialization().codecs()).isEqualTo("avc1.42c00c");
        assertThat(made.refused).isEmpty();
    }

    @Test
    void aStreamOfWhichNothingCanBeCarriedIsRefusedOnce() {
        for (int at = 0; at < 5_000; at += 20) {
            write(Frames.telephone(at));
        }

        assertThat(made.refused)
                .containsExactly(
                        "nothing of this stream (pcma) can be carried in MP4; send H.264 and AAC, say");
        assertThat(made.openings).isEmpty();
    }

    @Test
    void anotherConfigurationBeginsAnotherInitializationAtTheNextKeyFrame() {
        write(Frames.small(), Frames.aac());
        movie(0, 1_000, 1_000);
        write(Frames.large(), Frames.delta(1_000), Frames.key(1_040));
        movie(1_080, 2_000, 100_000);
        segmenter.ended();

        assertThat(made.openings)
                .extracting(opening -> opening.initialization().number())
                .containsExactly(1, 2);
        assertThat(made.openings).extracting(Opening::discontinuity).containsExactly(false, true);
        assertThat(made.openings.getLast().initialization().picture())
                .hasValue(new Picture(640, 360));
        assertThat(durations(PICTURE).stream().mapToInt(Integer::intValue).sum())
                .as("the frame that nobody can decode is left out")
                .isBetween(1_920, 2_000);
    }

    @Test
    void theSameConfigurationAgainChangesNothing() {
        write(Frames.small(), Frames.aac());
        movie(0, 1_000, 1_000);
        write(Frames.small(), Frames.aac());
        movie(1_000, 4_000, 1_000);
        segmenter.ended();

        assertThat(made.openings).hasSize(2).noneMatch(Opening::discontinuity);
    }

    @Test
    void aPublisherThatComesBackGoesOnBehindADiscontinuity() {
        write(Frames.small(), Frames.aac());
        movie(0, 1_000, 1_000);
        segmenter.interrupted();
        assertThat(made.segments).as("what there was is whole").hasSize(1);
        write(Frames.small(), Frames.aac());
        movie(5_000, 6_000, 1_000);
        segmenter.ended();

        assertThat(made.openings).extracting(Opening::discontinuity).containsExactly(false, true);
        assertThat(made.openings)
                .extracting(opening -> opening.initialization().number())
                .containsExactly(1, 1);
        assertThat(made.openings.getLast().start()).isEqualTo(seconds(5));
    }

    @Test
    void aPublisherThatComesBackWithoutSoundIsNotWaitedForWithIt() {
        write(Frames.small(), Frames.aac());
        movie(0, 1_000, 1_000);
        segmenter.interrupted();
        write(Frames.small());
        pictures(5_000, 8_000, 1_000);

        assertThat(made.openings.getLast().initialization().codecs()).isEqualTo("avc1.42c00c");
    }

    @Test
    void soundWhosePicturesStoppedDoesNotPileUp() {
        write(Frames.small(), Frames.aac());
        movie(0, 1_000, 1_000);
        for (long at = 1_000; at < 60_000; at += 20) {
            write(Frames.sound(at));
        }

        assertThat(made.parts.getLast().start()).isGreaterThan(seconds(50));
        assertThat(made.segments).hasSizeGreaterThan(3);
    }

    @Test
    void segmentsSayWhenTheyCameIn() {
        write(Frames.small(), Frames.aac());
        for (long at = 0; at < 6_000; at += 40) {
            now = START.plusMillis(at);
            write(at % 1_000 == 0 ? Frames.key(at) : Frames.delta(at), Frames.sound(at));
        }

        assertThat(made.openings)
                .extracting(Opening::programDateTime)
                .containsExactly(START, START.plusSeconds(2), START.plusSeconds(4));
    }

    /** Pictures and sound as they come, from one time to another. */
    private void movie(long from, long to, long group) {
        long sounds = (from * 48 + 1_023) / 1_024;
        for (long at = from; at < to; at += 40) {
            write((at - from) % group == 0 ? Frames.key(at) : Frames.delta(at));
            while (dated(sounds) < Math.min(to, at + 40)) {
                write(Frames.sound(dated(sounds++)));
            }
        }
    }

    private void pictures(long from, long to, long group) {
        for (long at = from; at < to; at += 40) {
            write((at - from) % group == 0 ? Frames.key(at) : Frames.delta(at));
        }
    }

    /** The millisecond in which a frame of 1,024 samples begins. */
    private static long dated(long frame) {
        return frame * 1_024 / 48;
    }

    private void write(Frame... frames) {
        for (var frame : frames) {
            written.add(frame);
            segmenter.frame(frame);
            frame.release();
        }
    }

    private void assertOneBehindTheOther(int track) {
        long end = -1;
        for (var fragment : Fragment.of(made.parts, track)) {
            if (end >= 0) {
                assertThat(fragment.time()).as("where the next fragment begins").isEqualTo(end);
            }
            assertThat(fragment.durations()).allMatch(duration -> duration > 0);
            end = fragment.end();
        }
    }

    private List<Integer> durations(int track) {
        return Fragment.of(made.parts, track).stream()
                .flatMap(fragment -> fragment.durations().stream())
                .toList();
    }

    private long end(int track) {
        return Fragment.of(made.parts, track).getLast().end();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}

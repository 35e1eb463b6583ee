package dev.berth.segments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.media.Day;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Tap;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A day passes in segments. */
class HoursTest {
    private static final int PICTURE = 1;
    private static final int SOUND = 2;

    /** Key frames come every 2.002 s, and one may fall into a second of silence. */
    private static final Duration SHORTEST = Duration.ofMillis(1_990);

    private static final Duration LONGEST = Duration.ofMillis(5_010);

    /** How often the publisher vanishes. */
    private static final int ABSENCES = 2;

    private static final int KEPT = 20;

    private final Day day = new Day();
    private final Window window = new Window(KEPT, () -> Long.MAX_VALUE, Runnable::run);
    private final Player player = new Player();
    private final Segmenter segmenter = new Segmenter(Segmenting.LIVE, day::now, player);

    @Test
    void aDayOfSegmentsNeitherDriftsNorStands() throws Exception {
        day.pass(new Watched());

        assertThat(player.frames).isEqualTo(day.frames());
        assertThat(player.discontinuities).isEqualTo(ABSENCES);
        assertThat(player.odd).as("segments that are cut short").isLessThanOrEqualTo(ABSENCES + 1);
        assertThat(window.view().segments()).hasSize(KEPT);
        assertThat(window.view().discontinuities()).isEqualTo(ABSENCES);
        assertThat(window.view().ended()).isTrue();
    }

    /** Notes what is written to the segmenter. */
    private final class Watched implements Tap {
        private long zero = -1;

        @Override
        public void begin(Headers headers) {
            segmenter.begin(headers);
        }

        @Override
        public void frame(Frame frame) {
            if (frame.role() != Frame.Role.CONFIG) {
                zero = zero < 0 ? frame.time() : zero;
                player.due(Lineup.id(frame), frame.time() - zero);
            }
            segmenter.frame(frame);
        }

        @Override
        public void interrupted() {
            segmenter.interrupted();
        }

        @Override
        public void ended() {
            segmenter.ended();
        }
    }

    /** Reads every fragment as a player does, and holds it against what was written. */
    private final class Player implements SegmentListener {
        private final Track pictures = new Track(1_000, 1);

        /** Its frames follow each other without a gap, though their dates are rounded. */
        private final Track sounds = new Track(11_025, 12);

        private Duration start = Duration.ZERO;
        private long number;
        private Duration end = Duration.ZERO;
        long frames;
        long discontinuities;
        long odd;

        private Track track(int id) {
            return id == PICTURE ? pictures : sounds;
        }

        void due(int track, long millis) {
            track(track).due.add(millis);
        }

        @Override
        public void opened(Opening fresh) {
            window.opened(fresh);
            start = fresh.start();
            if (fresh.discontinuity()) {
                discontinuities++;
                pictures.end = -1;
                sounds.end = -1;
            } else {
                assertThat(fresh.start()).isEqualTo(end);
            }
            Day.check(fresh.number() == ++number, "segment %d is missing", number);
            var late = Duration.between(fresh.programDateTime(), day.now()).abs();
            assertThat(late).as("late by").isLessThan(Duration.ofSeconds(8));
        }

        @Override
        public void part(Part part) {
            window.part(part);
            for (int id : List.of(PICTURE, SOUND)) {
                Fragment.of(List.of(part), id).forEach(track(id)::read);
            }
        }

        @Override
        public void closed(Segment segment) {
            window.closed(segment);
            boolean whole =
                    segment.duration().compareTo(SHORTEST) >= 0
                            && segment.duration().compareTo(LONGEST) <= 0;
            odd += whole ? 0 : 1;
            end = start.plus(segment.duration());
        }

        @Override
        public void ended() {
            window.ended();
        }
    }

    /** One track as its player sees it. */
    private final class Track {
        private final long timescale;
        private final long slack;
        private final ArrayDeque<Long> due = new ArrayDeque<>();

        /** Where the next sample must begin, in ticks; -1 where it may begin anywhere. */
        private long end = -1;

        /**
         * @param slack how far a sample may be from its date, in milliseconds
         */
        Track(long timescale, long slack) {
            this.timescale = timescale;
            this.slack = slack;
        }

        void read(Fragment fragment) {
            Day.check(
                    end < 0 || fragment.time() == end,
                    "a fragment begins at tick %d, and the one before ended at %d",
                    fragment.time(),
                    end);
            long tick = fragment.time();
            for (int duration : fragment.durations()) {
                sample(tick);
                Day.check(duration > 0, "the sample at tick %d has no duration", tick);
                tick += duration;
            }
            end = tick;
        }

        private void sample(long tick) {
            player.frames++;
            long millis = due.remove();
            long off = Math.abs(tick * 1_000 - millis * timescale);
            Day.check(
                    off <= slack * timescale + 1_000,
                    "the frame of %d ms is at tick %d of %d a second",
                    millis,
                    tick,
                    timescale);
        }
    }
}

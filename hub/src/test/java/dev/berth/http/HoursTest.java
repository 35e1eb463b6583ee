package dev.berth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.http.HlsListing.Wanted;
import dev.berth.media.Day;
import dev.berth.segments.Opening;
import dev.berth.segments.Part;
import dev.berth.segments.Segment;
import dev.berth.segments.SegmentListener;
import dev.berth.segments.Segmenter;
import dev.berth.segments.Segmenting;
import dev.berth.segments.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A day passes in playlists. */
class HoursTest {
    private static final int KEPT = 20;

    /** A player that looks so seldom, in segments, has read some of what it finds already. */
    private static final int LOOKS_EVERY = 15;

    private static final int ABSENCES = 2;
    private static final Duration DAY = Duration.ofHours(24);

    /** What a publisher that comes back has missed of its day, and more. */
    private static final Duration MISSED = Duration.ofSeconds(3 * ABSENCES);

    /** Dates may jump by this when the publisher's clock is set, or its silence is long. */
    private static final Duration APART = Duration.ofSeconds(4);

    private static final Pattern TAG = Pattern.compile("#(EXT[A-Z-]+):?([^,]*).*");

    private final Day day = new Day();
    private final Window window = new Window(KEPT, () -> Long.MAX_VALUE, Runnable::run);
    private final Server server = new Server();
    private final Segmenter segmenter = new Segmenter(Segmenting.LIVE, day::now, server);
    private final Player player = new Player();

    @Test
    void aDayOfPlaylistsNeitherDriftsNorStands() throws Exception {
        day.pass(segmenter);

        player.look();
        assertThat(player.ended).isTrue();
        assertThat(player.read).isEqualTo(server.closed);
        assertThat(player.discontinuities).isEqualTo(ABSENCES);
        assertThat(player.played).isBetween(DAY.minus(MISSED), DAY.plusSeconds(1));
    }

    /** Keeps the newest segments for players, and promises what the first one shows. */
    private final class Server implements SegmentListener {
        private @Nullable HlsTerms terms;
        private long closed;

        @Override
        public void opened(Opening opening) {
            window.opened(opening);
        }

        @Override
        public void part(Part part) {
            window.part(part);
        }

        @Override
        public void closed(Segment segment) {
            window.closed(segment);
            if (terms == null) {
                terms = HlsTerms.of(HlsConfig.DEFAULT, segment, day.now());
                segmenter.limit(terms.limit());
            }
            if (++closed % LOOKS_EVERY == 0) {
                player.look();
            }
        }

        @Override
        public void ended() {
            window.ended();
        }

        String playlist() {
            var listing = new HlsListing(0, Objects.requireNonNull(terms), window.view());
            return listing.media(new Wanted(new HlsQuery(""), false))
                    .reply(false)
                    .body()
                    .toString(UTF_8);
        }
    }

    /** Reads each segment's line once. */
    private final class Player {
        private long read;
        private Duration played = Duration.ZERO;
        private Instant due = Instant.MIN;
        private long discontinuities;
        private boolean ended;

        private long target;
        private long number;
        private long gone;
        private boolean discontinuity;
        private Instant date = Instant.MIN;

        void look() {
            server.playlist().lines().forEach(this::line);
        }

        private void line(String line) {
            var tag = TAG.matcher(line);
            if (!tag.matches()) {
                return;
            }
            var value = tag.group(2);
            switch (tag.group(1)) {
                case "EXT-X-TARGETDURATION" -> target(Long.parseLong(value));
                case "EXT-X-MEDIA-SEQUENCE" -> number = Long.parseLong(value);
                case "EXT-X-DISCONTINUITY-SEQUENCE" -> gone = Long.parseLong(value);
                case "EXT-X-DISCONTINUITY" -> discontinuity = true;
                case "EXT-X-PROGRAM-DATE-TIME" -> date = Instant.parse(value);
                case "EXTINF" -> segment(Double.parseDouble(value));
                case "EXT-X-ENDLIST" -> ended = true;
                default -> {}
            }
        }

        private void target(long seconds) {
            Day.check(target == 0 || target == seconds, "the target became %d", seconds);
            target = seconds;
        }

        private void segment(double seconds) {
            gone += discontinuity ? 1 : 0;
            Day.check(number <= read + 1, "segment %d came after %d", number, read);
            if (number == read + 1) {
                read = number;
                play(Duration.ofNanos(Math.round(seconds * 1e9)));
            }
            number++;
            discontinuity = false;
        }

        private void play(Duration duration) {
            Day.check(
                    Math.round(duration.toMillis() / 1e3) <= target,
                    "segment %d has %d ms, and the target is %d s",
                    read,
                    duration.toMillis(),
                    target);
            boolean punctual = Duration.between(due, date).abs().compareTo(APART) < 0;
            Day.check(read == 1 || punctual, "segment %d has another date", read);
            due = date.plus(duration);
            played = played.plus(duration);
            discontinuities += discontinuity ? 1 : 0;
            Day.check(gone == discontinuities, "%d discontinuities of %d", gone, discontinuities);
        }
    }
}

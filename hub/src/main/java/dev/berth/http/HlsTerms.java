package dev.berth.http;

import dev.berth.segments.Part;
import dev.berth.segments.Segment;
import java.time.Duration;
import java.time.Instant;

/**
 * What a stream's playlists promise as long as it is cut: they may not take it back. A stream's key
 * frames decide how long its segments are, and the first segment shows how far apart those are.
 *
 * @param target whole seconds that no segment is longer than, when it is rounded
 * @param part what no part is longer than
 * @param began when the first frame of the first segment came in
 */
record HlsTerms(int target, Duration part, Instant began) {
    /** Key frames every 2.002 s make segments of two seconds, as playlists count. */
    private static final Duration TOLERANCE = Duration.ofMillis(100);

    /** What is this much longer than a whole number of seconds is still rounded down to it. */
    private static final Duration ROUNDED_DOWN = Duration.ofMillis(250);

    /** A player that waits for what should come long before gives up after so many targets. */
    private static final int PATIENCE = 3;

    /**
     * Promises what a stream's first segment keeps, and those that are configured. Its frames were
     * kept for us and came at once, so only its end tells when it began.
     *
     * @param now when its last frame came in
     */
    static HlsTerms of(HlsConfig config, Segment first, Instant now) {
        var part =
                first.parts().stream().map(Part::duration).reduce(config.part(), HlsTerms::longer);
        int target = seconds(longer(config.segment(), first.duration()));
        return new HlsTerms(target, part, now.minus(first.duration()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static int seconds(Duration time) {
        return (int) time.minus(TOLERANCE).toSeconds() + 1;
    }

    /** What a segment may last so that the promise holds. */
    Duration limit() {
        return Duration.ofSeconds(target).plus(ROUNDED_DOWN);
    }

    /** How long an answer may wait for what it is to hold: draft-pantos-hls-rfc8216bis, 6.2.5.2. */
    Duration patience() {
        return Duration.ofSeconds((long) PATIENCE * target);
    }
}

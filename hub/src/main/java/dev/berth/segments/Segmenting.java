package dev.berth.segments;

import java.time.Duration;

/**
 * Where a stream is cut.
 *
 * @param target a segment ends at the first key frame after this; a stream of sound only may be cut
 *     anywhere
 * @param limit a segment ends after this even where there is no key frame, so that what it is kept
 *     in stays small; the next one then does not begin with a picture
 * @param part a part is no longer than this, unless a single frame is
 * @param everyTrack whether further tracks of a kind are carried, as files like them; players on
 *     the web take the first picture and the first sound only
 * @param wants whether a stream that is pulled on demand is kept up for this
 */
public record Segmenting(
        Duration target, Duration limit, Duration part, boolean everyTrack, boolean wants) {
    /** What players on the web like: short segments, and parts for those who cannot wait. */
    public static final Segmenting LIVE =
            new Segmenting(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(333),
                    false,
                    true);

    public Segmenting {
        if (!part.isPositive() || target.compareTo(part) < 0 || limit.compareTo(target) < 0) {
            throw new IllegalArgumentException(
                    "parts of %s, segments of %s and at most %s; they go from short to long"
                            .formatted(part, target, limit));
        }
    }

    /** The same with segments of another length, whose limit grows with them. */
    public Segmenting target(Duration other) {
        var longest = other.compareTo(limit) > 0 ? other : limit;
        return new Segmenting(other, longest, part, everyTrack, wants);
    }
}

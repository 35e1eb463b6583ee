package dev.berth.codec.hls;

import java.time.Duration;

/**
 * A piece of a segment that is there before the rest of it: 4.4.4.9.
 *
 * @param uri as a playlist writes it, percent-encoded
 * @param independent whether it has a key frame
 */
public record PartialSegment(String uri, Duration duration, boolean independent) {
    void write(StringBuilder out) {
        out.append("#EXT-X-PART:DURATION=").append(Tags.seconds(duration));
        out.append(",URI=").append(Tags.quoted(uri));
        out.append(independent ? ",INDEPENDENT=YES\n" : "\n");
    }
}

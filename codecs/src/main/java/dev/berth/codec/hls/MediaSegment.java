package dev.berth.codec.hls;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A segment as a playlist lists it, or the parts there are of one that is not whole yet.
 *
 * @param uri as a playlist writes it, percent-encoded; said only of a whole segment
 * @param duration of all there is of it
 * @param whole whether nothing more comes of it
 * @param start the date of its first frame
 * @param discontinuity whether something else begins here: times, or how it is coded
 * @param independent whether it begins with a key frame
 * @param map where its initialization is
 */
public record MediaSegment(
        String uri,
        Duration duration,
        boolean whole,
        Instant start,
        boolean discontinuity,
        boolean independent,
        String map,
        List<PartialSegment> parts) {
    public MediaSegment {
        parts = List.copyOf(parts);
    }

    /**
     * Writes its tags. Those that say where it belongs come before its parts, to which they apply
     * as well: 4.4.4.5.
     *
     * @param known the initialization that the segment before this one needs
     * @param parted whether its parts are of use to anybody
     */
    void write(String known, boolean parted, StringBuilder out) {
        if (discontinuity) {
            out.append("#EXT-X-DISCONTINUITY\n");
        }
        if (!map.equals(known)) {
            out.append("#EXT-X-MAP:URI=").append(Tags.quoted(map)).append('\n');
        }
        out.append("#EXT-X-PROGRAM-DATE-TIME:").append(Tags.date(start)).append('\n');
        if (parted) {
            parts.forEach(part -> part.write(out));
        }
        if (whole) {
            out.append("#EXTINF:").append(Tags.seconds(duration)).append(",\n");
            out.append(uri).append('\n');
        }
    }
}

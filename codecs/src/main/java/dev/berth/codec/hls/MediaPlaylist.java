package dev.berth.codec.hls;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a live stream offers at a moment: its last segments, and the parts of the newest. Any
 * segment lasts as long as the target at most, rounded to whole seconds; any part no longer than
 * its own.
 *
 * @param target whole seconds
 * @param sequence the number of the first segment: 4.4.3.2
 * @param discontinuities how many discontinuities there were in segments that are gone: 4.4.3.3
 * @param segments at least one; only the last may be unfinished
 * @param next the part that comes next, and may be asked for already; null when nothing more comes
 */
public record MediaPlaylist(
        int target,
        Duration partTarget,
        long sequence,
        long discontinuities,
        List<MediaSegment> segments,
        @Nullable String next) {
    /** What the tags need: 8. Players that know less ignore what they do not know. */
    private static final int VERSION = 9;

    /** A player stays this many targets behind the end, or as many part targets: 4.4.3.8. */
    private static final int HELD_BACK = 3;

    /**
     * A delta update leaves out nothing that is nearer to the end than so many targets: 4.4.3.8.
     */
    private static final int UNSKIPPED = 6;

    /** Parts are listed for so many targets before the end: 6.2.2. */
    private static final int PARTED = 3;

    public MediaPlaylist {
        segments = List.copyOf(segments);
    }

    /** All of it. */
    public String text() {
        return text(0);
    }

    /**
     * What is new for a player that has an earlier one, or all of it when there is nothing that the
     * player could know: 6.2.5.1.
     */
    public String update() {
        return text(segments.size() - newest(target(UNSKIPPED)));
    }

    private Duration target(int times) {
        return Duration.ofSeconds((long) target * times);
    }

    /** How many segments at the end make up {@code time}, or all of them. */
    private int newest(Duration time) {
        var counted = Duration.ZERO;
        int count = 0;
        while (count < segments.size() && counted.compareTo(time) < 0) {
            count++;
            counted = counted.plus(segments.get(segments.size() - count).duration());
        }
        return count;
    }

    private String text(int skipped) {
        var out = new StringBuilder(1_000);
        head(out);
        if (skipped > 0) {
            out.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(skipped).append('\n');
        }
        segments(skipped, out);
        end(out);
        return out.toString();
    }

    private void head(StringBuilder out) {
        out.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION);
        out.append("\n#EXT-X-TARGETDURATION:").append(target);
        out.append("\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES");
        out.append(",PART-HOLD-BACK=").append(Tags.seconds(partTarget.multipliedBy(HELD_BACK)));
        out.append(",CAN-SKIP-UNTIL=").append(Tags.seconds(target(UNSKIPPED)));
        out.append(",HOLD-BACK=").append(Tags.seconds(target(HELD_BACK)));
        out.append("\n#EXT-X-PART-INF:PART-TARGET=").append(Tags.seconds(partTarget));
        out.append("\n#EXT-X-MEDIA-SEQUENCE:").append(sequence);
        out.append("\n#EXT-X-DISCONTINUITY-SEQUENCE:").append(discontinuities).append('\n');
        if (segments.stream().allMatch(MediaSegment::independent)) {
            out.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        }
    }

    private void segments(int skipped, StringBuilder out) {
        int parted = segments.size() - newest(target(PARTED));
        var known = skipped == 0 ? "" : segments.get(skipped - 1).map();
        for (int i = skipped; i < segments.size(); i++) {
            var segment = segments.get(i);
            segment.write(known, i >= parted, out);
            known = segment.map();
        }
    }

    private void end(StringBuilder out) {
        if (next == null) {
            out.append("#EXT-X-ENDLIST\n");
        } else {
            out.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=").append(Tags.quoted(next)).append('\n');
        }
    }
}

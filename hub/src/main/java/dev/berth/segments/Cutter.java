package dev.berth.segments;

import dev.berth.codec.mp4.Mp4Track;
import dev.berth.codec.mp4.Mp4Writer;
import dev.berth.media.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes parts of frames, and segments of parts. The first track leads: its frames decide where a
 * part ends and where a segment does, and the others go along. Times are nanoseconds since the
 * segmenter's first frame. Owned by its segmenter.
 */
final class Cutter {
    /** A key frame this much before its time ends a segment, too: dates are rounded. */
    private static final long EARLY = 50_000_000;

    /** A track this much ahead of the leading one no longer waits for it. */
    private static final long AHEAD = 3_000_000_000L;

    /** What a part and a segment may have before they are cut whatever the times say. */
    private static final long MOST_OF_PART = 16 << 20;

    private static final long MOST_OF_SEGMENT = 256 << 20;

    private final Segmenting cutting;
    private final InstantSource time;
    private final SegmentListener listener;
    private final WallClock wall = new WallClock();
    private final Map<Integer, Line> lines = new HashMap<>();
    private @Nullable Initialization initialization;
    private int leader;

    private @Nullable Opening opening;
    private final List<Part> parts = new ArrayList<>();
    private boolean broken;
    private long segments;
    private long fragments;
    private long segmentStart;
    private long segmentBytes;
    private long partStart;

    /** What a segment may last at most. */
    private long limit;

    Cutter(Segmenting cutting, InstantSource time, SegmentListener listener) {
        this.cutting = cutting;
        this.time = time;
        this.listener = listener;
        this.limit = cutting.limit().toNanos();
    }

    void limit(Duration other) {
        limit = other.toNanos();
    }

    /** The next frames belong to these tracks, of which the first leads. */
    void begin(Initialization next) {
        initialization = next;
        lines.clear();
        for (var track : next.tracks()) {
            lines.put(track.id(), new Line(track, new TrackClock(track)));
        }
        leader = next.tracks().stream().mapToInt(Mp4Track::id).min().orElseThrow();
        broken = segments > 0;
        wall.restart();
    }

    /**
     * Takes a frame, unless it is of no track here. Borrows it.
     *
     * @param millis its time since the segmenter's first
     * @param key whether a segment may begin here
     */
    void write(Frame frame, long millis, boolean key) {
        int id = Lineup.id(frame);
        var line = lines.get(id);
        if (line == null) {
            return;
        }
        wall.mark(millis, time.instant());
        long tick = line.clock().tick(millis);
        long now = line.clock().nanos(tick);
        if (id == leader) {
            lead(line, tick, now, key);
        } else {
            follow(line, tick, now);
        }
        line.hold(frame, tick);
    }

    private void lead(Line line, long tick, long now, boolean key) {
        if (opening == null) {
            open(now, key);
        }
        long lasted = line.clock().nanos(line.lasted(tick));
        if (breaksLimit(now, lasted)) {
            cut(now - lasted, line.holdsKey());
        } else if (line.waiting() && passesPart(now)) {
            flush(now - lasted);
        }
        line.complete(tick);
        if (endsSegment(now, key)) {
            cut(now, key);
        } else if (passesPart(now + lasted) || bytes() > MOST_OF_PART) {
            flush(now);
        }
    }

    /** A frame that lasted over a silence would make the segment too long: it begins the next. */
    private boolean breaksLimit(long now, long lasted) {
        return now - segmentStart > limit
                && lasted > cutting.part().toNanos()
                && now - lasted > segmentStart;
    }

    private boolean passesPart(long end) {
        return end - partStart > cutting.part().toNanos();
    }

    private boolean endsSegment(long now, boolean key) {
        long elapsed = now - segmentStart;
        return (key && elapsed > 0 && (elapsed + EARLY >= cutting.target().toNanos() || astray()))
                || elapsed >= limit
                || segmentBytes > MOST_OF_SEGMENT;
    }

    /** A segment that had to begin between key frames ends at the next, however short it is. */
    private boolean astray() {
        return opening != null && !opening.independent();
    }

    /** When the leading track has stopped, the others must not wait for it without end. */
    private void follow(Line line, long tick, long now) {
        line.complete(tick);
        if (opening == null || (now - partStart <= AHEAD && bytes() <= MOST_OF_PART)) {
            return;
        }
        if (endsSegment(now, false)) {
            cut(now, false);
        } else {
            flush(now);
        }
    }

    private long bytes() {
        long bytes = 0;
        for (var line : lines.values()) {
            bytes += line.bytes();
        }
        return bytes;
    }

    private void cut(long now, boolean key) {
        close(now);
        open(now, key);
    }

    private void open(long now, boolean key) {
        var current = initialization;
        if (current == null) {
            return;
        }
        segmentStart = Math.max(now, partStart);
        partStart = segmentStart;
        segmentBytes = 0;
        var start = Duration.ofNanos(segmentStart);
        var fresh = new Opening(++segments, current, broken, key, wall.at(segmentStart), start);
        opening = fresh;
        broken = false;
        listener.opened(fresh);
    }

    /** Makes a part of what is complete; it ends at {@code now}. */
    private void flush(long now) {
        var current = opening;
        var runs = lines.values().stream().flatMap(line -> line.run().stream()).toList();
        if (current == null || runs.isEmpty()) {
            return;
        }
        var bytes = Unpooled.buffer((int) bytes() + 1_024);
        Mp4Writer.fragment(++fragments, runs, bytes);
        long end = Math.max(now, partStart);
        var part =
                new Part(
                        current.number(),
                        parts.size(),
                        Duration.ofNanos(partStart),
                        Duration.ofNanos(end - partStart),
                        hasKey(),
                        kept(bytes));
        lines.values().forEach(Line::written);
        parts.add(part);
        segmentBytes += part.size();
        partStart = end;
        listener.part(part);
    }

    private boolean hasKey() {
        var line = lines.get(leader);
        return line != null && line.key();
    }

    /** On the heap, for many, and nobody's to release. */
    static ByteBuf kept(ByteBuf bytes) {
        return Unpooled.unreleasableBuffer(bytes.asReadOnly());
    }

    private void close(long now) {
        flush(now);
        var current = opening;
        opening = null;
        if (current != null && !parts.isEmpty()) {
            var duration = Duration.ofNanos(partStart - segmentStart);
            listener.closed(new Segment(current, duration, parts));
        }
        parts.clear();
    }

    /** Ends the segment with what there is, as if nothing came any more. */
    void finish() {
        var line = lines.get(leader);
        long end = line == null ? 0 : line.clock().nanos(line.end());
        lines.values().forEach(Line::finish);
        close(end);
        lines.values().forEach(Line::written);
    }
}

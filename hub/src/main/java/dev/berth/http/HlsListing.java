package dev.berth.http;

import dev.berth.codec.hls.MediaPlaylist;
import dev.berth.codec.hls.MediaSegment;
import dev.berth.codec.hls.MultivariantPlaylist;
import dev.berth.codec.hls.MultivariantPlaylist.Resolution;
import dev.berth.codec.hls.PartialSegment;
import dev.berth.segments.Opening;
import dev.berth.segments.Part;
import dev.berth.segments.Segment;
import dev.berth.segments.Window.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What players are told of a stream at one moment, each text written once for all who are to read
 * the same. Belongs to its stream's loop.
 *
 * @param base what is added to numbers of segments and initializations to make their names
 * @param view has at least one whole segment
 * @param texts the media playlists as far as somebody has asked
 */
record HlsListing(long base, HlsTerms terms, View view, Map<Wanted, HlsText> texts) {
    /** More tokens than these cost a text each. */
    private static final int MOST_TEXTS = 64;

    private static final double BITS_PER_NANO = 8e9;

    /** What makes one media playlist of a moment differ from another. */
    record Wanted(HlsQuery query, boolean skip) {}

    HlsListing(long base, HlsTerms terms, View view) {
        this(base, terms, view, new HashMap<>());
    }

    /** The playlist that a player chooses by. */
    HlsText multivariant(String stream, HlsQuery query) {
        var newest = view.segments().getLast().opening().initialization();
        var resolution =
                newest.picture()
                        .map(picture -> new Resolution(picture.width(), picture.height()))
                        .orElse(null);
        var playlist =
                new MultivariantPlaylist(
                        HlsPath.media(stream) + query.text(),
                        peak(),
                        average(),
                        newest.codecs(),
                        resolution);
        return new HlsText(playlist.text());
    }

    private long peak() {
        return (long) view.segments().stream().mapToDouble(HlsListing::rate).max().orElse(1);
    }

    private static double rate(Segment segment) {
        return rate(segment.size(), segment.duration());
    }

    private static double rate(long bytes, Duration time) {
        return Math.ceil(bytes * BITS_PER_NANO / Math.max(1, time.toNanos()));
    }

    private long average() {
        long bytes = view.segments().stream().mapToLong(Segment::size).sum();
        var time =
                view.segments().stream()
                        .map(Segment::duration)
                        .reduce(Duration.ZERO, Duration::plus);
        return (long) rate(bytes, time);
    }

    /** The playlist that a player reads over and over. */
    HlsText media(Wanted wanted) {
        var known = texts.get(wanted);
        if (known != null) {
            return known;
        }
        var playlist = playlist(wanted.query.text());
        var text = new HlsText(wanted.skip ? playlist.update() : playlist.text());
        if (texts.size() < MOST_TEXTS) {
            texts.put(wanted, text);
        }
        return text;
    }

    private MediaPlaylist playlist(String query) {
        var segments = new ArrayList<MediaSegment>();
        view.segments().forEach(segment -> segments.add(whole(segment, query)));
        var open = view.open();
        if (open != null && !view.parts().isEmpty()) {
            segments.add(unfinished(open, query));
        }
        return new MediaPlaylist(
                terms.target(),
                terms.part(),
                base + view.segments().getFirst().number(),
                view.discontinuities(),
                segments,
                view.over() ? null : next() + query);
    }

    /** The part that comes next, if it is not the first of a segment that nobody expected. */
    private String next() {
        var open = view.open();
        return open == null
                ? HlsPath.piece(base + view.segments().getLast().number() + 1, 0)
                : HlsPath.piece(base + open.number(), view.parts().size());
    }

    private MediaSegment whole(Segment segment, String query) {
        return listed(segment.opening(), segment.duration(), true, segment.parts(), query);
    }

    private MediaSegment unfinished(Opening open, String query) {
        var duration =
                view.parts().stream().map(Part::duration).reduce(Duration.ZERO, Duration::plus);
        return listed(open, duration, false, view.parts(), query);
    }

    private MediaSegment listed(
            Opening opening, Duration duration, boolean whole, List<Part> parts, String query) {
        return new MediaSegment(
                HlsPath.whole(base + opening.number()) + query,
                duration,
                whole,
                opening.number() == 1 ? terms.began() : opening.programDateTime(),
                opening.discontinuity(),
                opening.independent(),
                HlsPath.beginning(base + opening.initialization().number()) + query,
                parts.stream().map(part -> partial(part, query)).toList());
    }

    private PartialSegment partial(Part part, String query) {
        return new PartialSegment(
                HlsPath.piece(base + part.segment(), part.index()) + query,
                part.duration(),
                part.independent());
    }
}

package dev.berth.segments;

import dev.berth.media.Codec;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** All that a segmenter tells. */
final class Collected implements SegmentListener {
    final List<Opening> openings = new ArrayList<>();
    final List<Part> parts = new ArrayList<>();
    final List<Segment> segments = new ArrayList<>();
    final List<String> omitted = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    boolean ended;

    @Override
    public void opened(Opening opening) {
        openings.add(opening);
    }

    @Override
    public void part(Part part) {
        parts.add(part);
    }

    @Override
    public void closed(Segment segment) {
        segments.add(segment);
    }

    @Override
    public void omitted(Codec codec, String sentence) {
        omitted.add(sentence);
    }

    @Override
    public void refused(String sentence) {
        refused.add(sentence);
    }

    @Override
    public void ended() {
        ended = true;
    }

    /** Initializations, each once, and parts, as one file. */
    List<ByteBuf> file() {
        var file = new ArrayList<ByteBuf>();
        var written = new LinkedHashSet<Integer>();
        for (var segment : segments) {
            var initialization = segment.opening().initialization();
            if (written.add(initialization.number())) {
                file.add(initialization.bytes());
            }
            segment.parts().forEach(part -> file.add(part.bytes()));
        }
        return file;
    }
}

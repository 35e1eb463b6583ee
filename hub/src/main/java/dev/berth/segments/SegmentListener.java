package dev.berth.segments;

import dev.berth.media.Codec;

/**
 * Is told of segments as they come about: an opening, its parts, then the whole. Called under the
 * stream's lock: quick, never blocking, and never back into the streams.
 */
public interface SegmentListener {
    /** A segment begins; its initialization is new when its number is. */
    void opened(Opening opening);

    /** The next part of the segment that was opened last. */
    void part(Part part);

    /** The segment that was opened last is whole. */
    void closed(Segment segment);

    /** A track is left out, and the others go on; said once a codec. */
    default void omitted(Codec codec, String sentence) {}

    /** No track of the stream can be carried, so that there will be no segment. */
    default void refused(String sentence) {}

    /** Nothing comes any more. */
    void ended();

    /** How many watch what this makes of the segments. */
    default int viewers() {
        return 0;
    }
}

package dev.berth.segments;

import io.netty.buffer.ByteBuf;
import java.time.Duration;

/**
 * A piece of a segment: one fragment. The parts of a segment, one behind the other, are the
 * segment.
 *
 * @param segment the segment's number
 * @param index 0 for its first
 * @param start on the time line of all segments
 * @param independent whether it has a key frame
 * @param bytes {@code moof} and {@code mdat}; on the heap, where the garbage collector takes them
 *     back once the slowest of many readers has them, so that nobody counts references; read-only,
 *     needs no release; take a duplicate before moving its indices
 */
public record Part(
        long segment,
        int index,
        Duration start,
        Duration duration,
        boolean independent,
        ByteBuf bytes) {
    public int size() {
        return bytes.readableBytes();
    }
}

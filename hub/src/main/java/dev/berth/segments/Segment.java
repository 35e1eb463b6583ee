package dev.berth.segments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;

/**
 * A segment that is whole.
 *
 * @param parts at least one
 */
public record Segment(Opening opening, Duration duration, List<Part> parts) {
    public Segment {
        parts = List.copyOf(parts);
    }

    public long number() {
        return opening.number();
    }

    /** How many bytes it has. */
    public long size() {
        return parts.stream().mapToLong(Part::size).sum();
    }

    /** All of its bytes, which are those of its parts; needs no release. */
    public ByteBuf bytes() {
        return Unpooled.wrappedBuffer(
                parts.stream().map(part -> part.bytes().duplicate()).toArray(ByteBuf[]::new));
    }
}

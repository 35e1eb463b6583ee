package dev.berth.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * What a decoder must have before its first frame: metadata first, then one configuration a track,
 * in the order they came. Immutable; its bytes live on the heap and need no release.
 */
public record Headers(List<Frame> frames) {
    static final Headers NONE = new Headers(List.of());

    public Headers {
        frames = List.copyOf(frames);
    }

    /** These headers with {@code frame} in the place of its predecessor. Borrows the frame. */
    Headers with(Frame frame) {
        var next = new ArrayList<Frame>();
        var own = onHeap(frame);
        if (own.metadata()) {
            next.add(own);
        }
        for (var old : frames) {
            if (!replaces(own, old)) {
                next.add(old);
            }
        }
        if (!own.metadata()) {
            next.add(own);
        }
        return new Headers(next);
    }

    private static boolean replaces(Frame own, Frame old) {
        return own.kind() == old.kind() && own.track() == old.track();
    }

    private static Frame onHeap(Frame frame) {
        ByteBuf copy = Unpooled.copiedBuffer(frame.data());
        return new Frame(
                frame.codec(),
                frame.track(),
                frame.role(),
                frame.time(),
                frame.offset(),
                frame.layout(),
                copy);
    }
}

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

    /** Of one frame, in bytes; the longest ones that encoders send are a few KiB. */
    private static final int LARGEST = 256 << 10;

    /** Of each kind. */
    private static final int MOST_TRACKS = 16;

    public Headers {
        frames = List.copyOf(frames);
    }

    /**
     * These headers with {@code frame} in the place of its predecessor. Borrows the frame. One that
     * is too large, or of one track too many, goes to those who read now and is not kept.
     */
    Headers with(Frame frame) {
        if (frame.size() > LARGEST || (isNew(frame) && tracks(frame.kind()) >= MOST_TRACKS)) {
            return this;
        }
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

    private boolean isNew(Frame frame) {
        return frames.stream().noneMatch(old -> replaces(frame, old));
    }

    private long tracks(Kind kind) {
        return frames.stream().filter(frame -> frame.kind() == kind).count();
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

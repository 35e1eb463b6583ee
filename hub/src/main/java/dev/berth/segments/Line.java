package dev.berth.segments;

import dev.berth.codec.mp4.Mp4Run;
import dev.berth.codec.mp4.Mp4Sample;
import dev.berth.codec.mp4.Mp4Sample.Need;
import dev.berth.codec.mp4.Mp4Track;
import dev.berth.media.Codec;
import dev.berth.media.Frame;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One track on its way into fragments. The newest frame is held back until the next one says how
 * long it lasted: no gap, no overlap, no drift. Owned by its segmenter.
 */
final class Line {
    private final Mp4Track track;
    private final TrackClock clock;

    /** The newest frame; holds a reference to it. */
    private @Nullable Frame held;

    private long heldAt;
    private long first;
    private final List<Mp4Sample> samples = new ArrayList<>();
    private final List<Frame> owned = new ArrayList<>();
    private long bytes;
    private boolean key;

    Line(Mp4Track track, TrackClock clock) {
        this.track = track;
        this.clock = clock;
    }

    TrackClock clock() {
        return clock;
    }

    /** The frame that is held back lasted until {@code tick}. */
    void complete(long tick) {
        var frame = held;
        if (frame == null) {
            return;
        }
        held = null;
        if (samples.isEmpty()) {
            first = heldAt;
        }
        samples.add(sample(frame, tick - heldAt));
        owned.add(frame);
        bytes += frame.size();
        key |= frame.role() == Frame.Role.KEY;
    }

    private static Mp4Sample sample(Frame frame, long duration) {
        var need =
                switch (frame.role()) {
                    case DELTA -> Need.OTHERS;
                    case DISPOSABLE -> Need.OTHERS_UNNEEDED;
                    default -> Need.NOTHING;
                };
        return new Mp4Sample((int) duration, frame.offset(), need, data(frame));
    }

    /** In a file AV1 has no temporal delimiters: AV1 in ISOBMFF, 2.4. */
    private static ByteBuf data(Frame frame) {
        var data = frame.data();
        boolean delimited =
                frame.codec().equals(Codec.AV1)
                        && data.readableBytes() > 2
                        && data.getShort(data.readerIndex()) == 0x1200;
        return delimited ? data.slice().skipBytes(2) : data;
    }

    /** Keeps a frame back. Borrows it. */
    void hold(Frame frame, long tick) {
        held = frame.retain();
        heldAt = tick;
    }

    /** How long the frame that is held back has lasted at {@code tick}. */
    long lasted(long tick) {
        return held == null ? 0 : tick - heldAt;
    }

    /** Whether the frame that is held back is a key frame. */
    boolean holdsKey() {
        var frame = held;
        return frame != null && frame.role() == Frame.Role.KEY;
    }

    /** Completes the last frame with the length that frames have had. */
    void finish() {
        complete(heldAt + clock.step());
    }

    /** Where the newest frame ends if nothing comes after it, in ticks. */
    long end() {
        return heldAt + clock.step();
    }

    boolean waiting() {
        return !samples.isEmpty();
    }

    /** How many bytes wait to be written. */
    long bytes() {
        return bytes;
    }

    /** Whether a key frame waits to be written. */
    boolean key() {
        return key;
    }

    /** What is complete; its bytes are there until {@link #written}. */
    Optional<Mp4Run> run() {
        return samples.isEmpty()
                ? Optional.empty()
                : Optional.of(new Mp4Run(track.id(), first, samples));
    }

    /** Lets go of what {@link #run} had. */
    void written() {
        owned.forEach(Frame::release);
        owned.clear();
        samples.clear();
        bytes = 0;
        key = false;
    }
}

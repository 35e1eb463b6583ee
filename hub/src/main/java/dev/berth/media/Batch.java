package dev.berth.media;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A run of frames as bytes, sealed: a link of the chain that a tape is. */
final class Batch {
    final Parcel parcel;

    /** Whether a reader may start here. */
    final boolean key;

    /** What a reader that starts here must have been sent before. */
    final Headers headers;

    final long sequence;

    /** Bytes on the tape before this batch. */
    final long position;

    /** Frames on the tape before this batch. */
    final long frame;

    final int frames;
    final int size;

    /** Time of its first frame, in milliseconds of the stream. */
    final long time;

    /** When its first frame reached the stream, as {@link System#nanoTime()}. */
    final long opened;

    /**
     * Readers whose place is here. The tape lets go of its oldest batches only while this is 0, or
     * for want of room.
     */
    final AtomicInteger readers = new AtomicInteger();

    volatile @Nullable Batch next;

    /** Takes {@code parcel} over. */
    Batch(
            Parcel parcel,
            boolean key,
            Headers headers,
            @Nullable Batch before,
            int frames,
            long time,
            long opened) {
        this.parcel = parcel;
        this.key = key;
        this.headers = headers;
        this.sequence = before == null ? 0 : before.sequence + 1;
        this.position = before == null ? 0 : before.end();
        this.frame = before == null ? 0 : before.frame + before.frames;
        this.frames = frames;
        this.size = parcel.size();
        this.time = time;
        this.opened = opened;
    }

    /** Bytes on the tape up to and including this batch. */
    long end() {
        return position + size;
    }
}

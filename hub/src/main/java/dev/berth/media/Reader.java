package dev.berth.media;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place on a tape. Reads at its own pace: it takes batches while its connection is
 * writable, and when it has fallen too far behind it skips to the newest key frame, is counted and
 * told. Belongs to its event loop; the figures may be asked for from anywhere.
 */
public final class Reader {
    /** Whom a reader tells. Called on the reader's event loop. */
    public interface Listener {
        /** There may be something to read. */
        void ready();

        /** {@code frames} were skipped, because the reader was too slow to be sent them. */
        void dropped(long frames);
    }

    private final Tape tape;
    private final Readers group;
    private final Listener listener;
    private final long queueBytes;

    /** The batch it is at; null while it waits for a key frame. */
    private @Nullable Batch at;

    private boolean taken;
    private boolean jumped;
    private @Nullable Headers known;

    /**
     * Sequence of the batch it gave up at, and the first frame it lost there; -1 when it lost
     * nothing.
     */
    private long gaveUpAt = -1;

    private long lostFrom = -1;
    private @Nullable Runnable onClose;
    private boolean closed;

    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong skips = new AtomicLong();
    private final AtomicLong sentFrames = new AtomicLong();
    private volatile long position = -1;
    private volatile long delayNanos;

    Reader(Tape tape, Readers group, Listener listener, long queueBytes) {
        this.tape = tape;
        this.group = group;
        this.listener = listener;
        this.queueBytes = queueBytes;
    }

    void onClose(Runnable leave) {
        onClose = leave;
    }

    Readers group() {
        return group;
    }

    void serve() {
        listener.ready();
    }

    /**
     * The next bytes to send, which the caller releases; null when there are none yet, or none any
     * more.
     */
    public @Nullable ByteBuf next() {
        var parcel = take(System.nanoTime());
        if (parcel == null) {
            return null;
        }
        try {
            return parcel.share();
        } finally {
            parcel.release();
        }
    }

    /** The same, of which the caller becomes an owner. */
    @Nullable Parcel take(long now) {
        while (!closed) {
            var batch = upcoming();
            if (batch == null) {
                return null;
            }
            if (owesOpening(batch)) {
                return tape.opening(batch);
            }
            if (batch.parcel.hold()) {
                count(batch, now);
                return batch.parcel;
            }
            skip();
        }
        return null;
    }

    /** Whether everything has been read and nothing more will come. */
    public boolean ended() {
        return tape.ended() && upcoming() == null;
    }

    private @Nullable Batch upcoming() {
        if (at != null && tape.written() - position > queueBytes) {
            skip();
        }
        var here = at;
        if (here == null) {
            return startAtKey();
        }
        if (!taken) {
            return here;
        }
        var next = here.next;
        if (next != null) {
            moveTo(next);
        }
        return next;
    }

    private @Nullable Batch startAtKey() {
        var key = tape.lastKey();
        if (key == null || key.sequence <= gaveUpAt) {
            return null;
        }
        moveTo(key);
        jumped = true;
        if (lostFrom >= 0) {
            skips.incrementAndGet();
            dropped.addAndGet(key.frame - lostFrom);
            listener.dropped(key.frame - lostFrom);
            lostFrom = -1;
        }
        return key;
    }

    /**
     * Gives up what it has not read yet, to go on with the newest key frame or, failing that, the
     * next one.
     */
    private void skip() {
        var here = at;
        if (here == null) {
            return;
        }
        lostFrom = taken ? here.frame + here.frames : here.frame;
        gaveUpAt = here.sequence;
        here.readers.decrementAndGet();
        at = null;
        position = -1;
    }

    private void moveTo(Batch batch) {
        batch.readers.incrementAndGet();
        var from = at;
        if (from != null) {
            from.readers.decrementAndGet();
        }
        at = batch;
        taken = false;
        position = batch.position;
    }

    /** A reader that did not come here frame by frame may not know this batch's headers. */
    @SuppressWarnings("ReferenceEquality") // the very same headers, not equal ones
    private boolean owesOpening(Batch batch) {
        boolean owes = jumped && batch.headers != known && !batch.headers.frames().isEmpty();
        jumped = false;
        known = batch.headers;
        return owes;
    }

    private void count(Batch batch, long now) {
        taken = true;
        position = batch.end();
        sentFrames.addAndGet(batch.frames);
        delayNanos = now - batch.opened;
    }

    /** Leaves the tape. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        var here = at;
        if (here != null) {
            here.readers.decrementAndGet();
        }
        position = -1;
        var leave = onClose;
        if (leave != null) {
            leave.run();
        }
    }

    /** Frames it was not sent because it was too slow. */
    public long droppedFrames() {
        return dropped.get();
    }

    /** How many times it had to skip. */
    public long skips() {
        return skips.get();
    }

    public long sentFrames() {
        return sentFrames.get();
    }

    /** Bytes the stream is ahead of it. */
    public long behind() {
        long place = position;
        return place < 0 ? 0 : tape.written() - place;
    }

    /**
     * How long the first frame of the last bytes it took had been in the stream, in nanoseconds.
     */
    public long delayNanos() {
        return delayNanos;
    }
}

package dev.berth.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stream in one wire format: a chain of batches that grows at one end, where the writer is, and
 * is let go of at the other, where nobody is any more. Each frame is serialised once, into the open
 * batch; a batch is sealed when it is full, when it has waited enough and before every key frame,
 * and from then on all readers share it.
 *
 * <p>The stream's lock guards everything but the volatile fields and the links, which readers
 * follow without it.
 */
final class Tape {
    /** A batch of this size goes out at once: one system call carries no more with profit. */
    private static final int FULL = 64 << 10;

    private static final int SMALLEST = 256;

    private final Packager packager;
    private final MediaConfig config;
    private final Cadence cadence;
    private final Shelf shelf;
    private final Map<EventExecutor, Readers> groups = new HashMap<>();
    private int readers;

    private @Nullable ByteBuf open;
    private int openFrames;
    private boolean openIsKey;
    private long openTime;
    private long openArrived;
    private long restedAt;
    private long restedFor;
    private Headers openHeaders = Headers.NONE;
    private int usualSize = SMALLEST;

    private @Nullable Batch head;
    private @Nullable Batch tail;
    private volatile @Nullable Batch lastKey;
    private volatile long written;
    private volatile boolean ended;

    Tape(Packager packager, MediaConfig config, Cadence cadence) {
        this.packager = packager;
        this.config = config;
        this.cadence = cadence;
        this.shelf = Shelf.of(config.sending());
    }

    /** Appends a frame, which it borrows. {@code startsHere}: a reader may start with it. */
    void write(Frame frame, boolean startsHere, Headers headers, long now) {
        if (startsHere && frame.startsPicture()) {
            seal();
        }
        var into = open == null ? begin(frame, startsHere, headers, now) : open;
        packager.frame(frame, into);
        openFrames++;
        boolean complete = cadence.completes(frame, now, readers);
        if (complete || into.readableBytes() >= FULL) {
            seal();
        }
    }

    private ByteBuf begin(Frame frame, boolean startsHere, Headers headers, long now) {
        var fresh = roomy(Math.max(usualSize, frame.size() + 64));
        open = fresh;
        openFrames = 0;
        openIsKey = startsHere;
        openTime = frame.time();
        openArrived = restedFor == 0 ? now : Math.max(restedAt, now - restedFor);
        cadence.opens(frame, openArrived, now);
        openHeaders = headers;
        return fresh;
    }

    /** How long what comes next may be left unread, in nanoseconds. */
    long patience(long now) {
        return cadence.rest(now, readers);
    }

    /** The writer writes nothing for {@code time}: what may not wait so long goes now. */
    void rest(long time, long now) {
        if (left(now) < time) {
            seal();
        }
        restedAt = now;
        restedFor = time;
    }

    /**
     * How long the open batch may wait on, in nanoseconds: 0 or less when it has waited enough,
     * {@link Long#MAX_VALUE} when there is none.
     */
    long left(long now) {
        return cadence.left(now, readers);
    }

    /** Hands the open batch to the readers if it has waited enough. */
    void sealDue(long now) {
        if (left(now) <= 0) {
            seal();
        }
    }

    /** An empty buffer before which a preamble fits. */
    private ByteBuf roomy(int size) {
        int room = packager.preambleRoom();
        return ByteBufAllocator.DEFAULT.directBuffer(room + size).setIndex(room, room);
    }

    private ByteBuf prefixed(ByteBuf bytes) {
        int room = packager.preambleRoom();
        if (room == 0) {
            return bytes;
        }
        var preamble = Unpooled.buffer(room, room);
        packager.preamble(bytes.readableBytes(), preamble);
        int start = bytes.readerIndex() - preamble.readableBytes();
        return bytes.setBytes(start, preamble).readerIndex(start);
    }

    /** Hands the open batch to the readers. */
    void seal() {
        var bytes = open;
        if (bytes == null) {
            return;
        }
        open = null;
        cadence.sent();
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        usualSize =
                Math.clamp((usualSize * 3L + bytes.readableBytes() * 5L / 4) / 4, SMALLEST, FULL);
        var parcel = shelf.put(prefixed(bytes), readers);
        append(new Batch(parcel, openIsKey, openHeaders, tail, openFrames, openTime, openArrived));
        groups.values().forEach(Readers::wake);
    }

    private void append(Batch batch) {
        var before = tail;
        tail = batch;
        if (before == null) {
            head = batch;
        } else {
            before.next = batch;
        }
        if (batch.key) {
            lastKey = batch;
        }
        written = batch.end();
        trim();
    }

    /** Lets go of what nobody reads any more, and of what there is no more room for. */
    private void trim() {
        for (var oldest = head; oldest != null && oldest != tail; oldest = head) {
            boolean wanted = oldest == lastKey || oldest.readers.get() > 0;
            if (wanted && written - oldest.position <= limit(oldest)) {
                return;
            }
            if (oldest == lastKey) {
                lastKey = null;
            }
            head = oldest.next;
            oldest.parcel.release();
        }
    }

    private long limit(Batch oldest) {
        return oldest == lastKey && oldest.readers.get() == 0
                ? config.gopBytes()
                : config.queueBytes();
    }

    Reader join(EventExecutor loop, Reader.Listener listener, long queueBytes) {
        var group = groups.computeIfAbsent(loop, Readers::new);
        var reader = new Reader(this, group, listener, Math.min(queueBytes, config.queueBytes()));
        group.add(reader);
        readers++;
        return reader;
    }

    /** Whether anybody is left to read. */
    boolean leave(Reader reader, Readers group) {
        readers--;
        if (group.remove(reader)) {
            groups.remove(group.loop());
        }
        return !groups.isEmpty();
    }

    void end() {
        seal();
        ended = true;
        groups.values().forEach(Readers::wake);
    }

    /** Lets go of everything. */
    void close() {
        var bytes = open;
        open = null;
        if (bytes != null) {
            bytes.release();
        }
        for (var batch = head; batch != null; batch = batch.next) {
            batch.parcel.release();
        }
        shelf.close();
        head = null;
        lastKey = null;
    }

    /** The newest batch a reader may start at; null when there is none. */
    @Nullable Batch lastKey() {
        return lastKey;
    }

    /** Bytes sealed since the tape began. */
    long written() {
        return written;
    }

    boolean ended() {
        return ended;
    }

    Parcel opening(Batch first) {
        var out = roomy(512);
        packager.opening(first.headers, first.time, out);
        return new Parcel(out.isReadable() ? prefixed(out) : out);
    }

    /** Bytes of memory the tape holds on to. */
    long retained() {
        var oldest = head;
        return oldest == null ? 0 : written - oldest.position;
    }
}

package dev.berth.rtmp;

import dev.berth.media.Meter;
import dev.berth.media.Reader;
import dev.berth.media.Streams;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a stream over one link, as fast as that takes it: while it takes nothing, nothing is queued
 * for it but its place in the stream. Hangs up on a peer that has taken nothing for too long.
 * Belongs to the link's event loop; the figures may be asked for from anywhere.
 */
final class Feed implements Reader.Listener {
    private final RtmpLink link;
    private final Duration stall;
    private final LongConsumer onDropped;
    private final Runnable onEnd;
    private final Meter meter = new Meter(System.nanoTime());

    private volatile @Nullable Reader reader;
    private @Nullable Future<?> verdict;
    private volatile boolean stalled;
    private volatile boolean started;
    private boolean over;

    /**
     * Gets ready to send; {@link #start} begins.
     *
     * @param stall how long the peer may take nothing
     * @param onDropped told how many frames the peer lost because it was slow, before it is sent
     *     the next one
     * @param onEnd run once the stream has ended and everything is written
     */
    Feed(RtmpLink link, Duration stall, LongConsumer onDropped, Runnable onEnd) {
        this.link = link;
        this.stall = stall;
        this.onDropped = onDropped;
        this.onEnd = onEnd;
    }

    void start(Streams streams, String stream, RtmpPackaging packaging) throws IOException {
        if (!over) {
            reader =
                    streams.read(
                            stream, packaging, link.loop(), streams.config().queueBytes(), this);
        }
    }

    @Override
    public void ready() {
        var from = reader;
        if (from == null || over) {
            return;
        }
        boolean wrote = false;
        while (link.writable()) {
            var bytes = from.next();
            if (bytes == null) {
                break;
            }
            meter.mark(bytes.readableBytes(), System.nanoTime());
            link.write(bytes);
            wrote = true;
        }
        if (wrote) {
            started = true;
            link.flush();
        }
        finish(from);
    }

    private void finish(Reader from) {
        if (!over && from.ended()) {
            over = true;
            onEnd.run();
        }
    }

    @Override
    public void dropped(long frames) {
        onDropped.accept(frames);
    }

    /** The link takes bytes again, or has ceased to. */
    void writability() {
        if (link.writable()) {
            stalled = false;
            if (verdict != null) {
                verdict.cancel(false);
                verdict = null;
            }
            ready();
        } else if (verdict == null) {
            stalled = true;
            verdict = link.loop().schedule(this::hangUp, stall.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void hangUp() {
        link.abort("the other side has taken nothing for " + stall.toSeconds() + " s");
    }

    /** Leaves the stream. */
    void close() {
        over = true;
        if (verdict != null) {
            verdict.cancel(false);
            verdict = null;
        }
        var leaving = reader;
        if (leaving != null) {
            leaving.close();
        }
    }

    /** Whether anything was sent yet. */
    boolean started() {
        return started;
    }

    boolean stalled() {
        return stalled;
    }

    long bitsPerSecond() {
        return meter.bitsPerSecond(System.nanoTime());
    }

    long bytes() {
        return meter.total();
    }

    long queueBytes() {
        var from = reader;
        return from == null ? 0 : from.behind();
    }

    long droppedFrames() {
        var from = reader;
        return from == null ? 0 : from.droppedFrames();
    }

    long delayNanos() {
        var from = reader;
        return from == null ? 0 : from.delayNanos();
    }
}

package dev.berth.media;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a stream over one connection, as fast as that takes it: while it takes nothing, nothing is
 * queued for it but its place in the stream. Belongs to the connection's event loop; the figures
 * may be asked for from anywhere.
 *
 * <p>Batches are written to the channel as they are: whatever handlers its pipeline still has, TLS
 * apart, let bytes pass unchanged.
 */
public final class Delivery implements Reader.Listener {
    /** Whose connection it is. Called on its event loop. */
    public interface Client {
        /**
         * {@code frames} were skipped, because the connection is too slow. What is written to it
         * now comes before the next frame.
         */
        void dropped(long frames);

        /** The stream has ended and everything is written. Called once. */
        void ended();

        /** The other side has taken nothing for too long: hang up. */
        void stalled();
    }

    private final Channel channel;
    private final Spout spout;
    private final Duration stall;
    private final Client client;
    private final Meter meter = new Meter(System.nanoTime());

    private volatile @Nullable Reader reader;
    private @Nullable Future<?> verdict;
    private volatile boolean stalled;
    private volatile long stalledAt;
    private volatile boolean started;
    private boolean over;

    /**
     * Gets ready to send; {@link #start} begins.
     *
     * @param stall how long the other side may take nothing
     */
    public Delivery(Channel channel, Duration stall, Client client) {
        this.channel = channel;
        this.spout = new Spout(channel);
        this.stall = stall;
        this.client = client;
    }

    /**
     * Begins, unless it was closed already.
     *
     * @throws IOException when there are too many streams, or the name is none
     */
    public void start(Streams streams, String stream, Packaging packaging) throws IOException {
        if (!over) {
            long queueBytes = streams.config().queueBytes();
            reader = streams.read(stream, packaging, channel.eventLoop(), queueBytes, this);
        }
    }

    @Override
    public void ready() {
        var from = reader;
        if (from == null || over) {
            return;
        }
        long now = System.nanoTime();
        long size = 0;
        for (var next = take(from, now); next != null; next = take(from, now)) {
            size += next.size();
            spout.send(next);
        }
        if (size > 0) {
            started = true;
            meter.mark(size, now);
            spout.flush();
        }
        finish(from);
    }

    private @Nullable Parcel take(Reader from, long now) {
        return channel.isWritable() ? from.take(now) : null;
    }

    private void finish(Reader from) {
        if (!over && from.ended()) {
            over = true;
            client.ended();
        }
    }

    @Override
    public void dropped(long frames) {
        client.dropped(frames);
    }

    /** The channel takes bytes again, or has ceased to. */
    public void writability() {
        if (channel.isWritable()) {
            stalled = false;
            stopWaiting();
            ready();
        } else if (verdict == null) {
            stalledAt = System.nanoTime();
            stalled = true;
            verdict =
                    channel.eventLoop()
                            .schedule(client::stalled, stall.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void stopWaiting() {
        var waiting = verdict;
        if (waiting != null) {
            waiting.cancel(false);
            verdict = null;
        }
    }

    /** Leaves the stream. Does nothing the second time. */
    public void close() {
        over = true;
        stopWaiting();
        var leaving = reader;
        if (leaving != null) {
            leaving.close();
        }
    }

    /** Whether anything was sent yet. */
    public boolean started() {
        return started;
    }

    /** Whether the other side takes nothing at the moment. */
    public boolean stalled() {
        return stalled;
    }

    public long bitsPerSecond() {
        return meter.bitsPerSecond(System.nanoTime());
    }

    /** Bytes handed to the connection, ever. */
    public long bytes() {
        return meter.total();
    }

    /** Bytes the stream is ahead of the connection. */
    public long queueBytes() {
        var from = reader;
        return from == null ? 0 : from.behind();
    }

    public long droppedFrames() {
        var from = reader;
        return from == null ? 0 : from.droppedFrames();
    }

    /**
     * How long the first frame of the last batch had been in the hub, in nanoseconds; while the
     * other side takes nothing, how long the next one has been.
     */
    public long delayNanos() {
        var from = reader;
        long last = from == null ? 0 : from.delayNanos();
        return stalled ? last + System.nanoTime() - stalledAt : last;
    }

    /** What the kernel knows of the connection; null where it does not tell. */
    public @Nullable Line line() {
        return Line.of(channel);
    }
}

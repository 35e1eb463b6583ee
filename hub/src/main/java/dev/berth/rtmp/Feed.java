package dev.berth.rtmp;

import dev.berth.media.Delivery;
import dev.berth.media.Streams;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Sends a stream over one link, and hangs up on a peer that has taken nothing for too long. Belongs
 * to the link's event loop; the figures may be asked for from anywhere.
 */
final class Feed implements Delivery.Client {
    private final RtmpLink link;
    private final Duration stall;
    private final LongConsumer onDropped;
    private final Runnable onEnd;
    private final Delivery delivery;

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
        this.delivery = new Delivery(link.channel(), stall, this);
    }

    void start(Streams streams, String stream, RtmpPackaging packaging) throws IOException {
        delivery.start(streams, stream, packaging);
    }

    @Override
    public void dropped(long frames) {
        onDropped.accept(frames);
    }

    @Override
    public void ended() {
        onEnd.run();
    }

    @Override
    public void stalled() {
        link.abort("the other side has taken nothing for " + stall.toSeconds() + " s");
    }

    /** How far it has come. */
    Delivery delivery() {
        return delivery;
    }

    /** The link takes bytes again, or has ceased to. */
    void writability() {
        delivery.writability();
    }

    /** Leaves the stream. */
    void close() {
        delivery.close();
    }
}

package dev.berth.rtmp;

import dev.berth.media.Streams;
import dev.berth.net.Network;
import dev.berth.ports.Lease;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A port that RTMP is served on: accepts connections up to a limit, and hangs all of them up when
 * it closes.
 */
final class RtmpPort implements AutoCloseable {
    private final Network network;
    private final RtmpConfig config;
    private final Streams streams;
    private final Visitors visitors;
    private final @Nullable SslContext tls;
    private final @Nullable String elsewhere;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Channel, RtmpSession> sessions = new ConcurrentHashMap<>();
    private final Channel listening;
    private volatile boolean closing;

    /**
     * Listens.
     *
     * @param tls what to speak below RTMP; null for nothing
     * @param elsewhere where visitors are asked to go when this port closes; null for where they
     *     are, by whatever name they know it
     */
    RtmpPort(
            Network network,
            Lease lease,
            RtmpConfig config,
            Streams streams,
            Visitors visitors,
            @Nullable SslContext tls,
            @Nullable String elsewhere)
            throws IOException {
        this.network = network;
        this.config = config;
        this.streams = streams;
        this.visitors = visitors;
        this.tls = tls;
        this.elsewhere = elsewhere;
        this.listening = network.listen(lease, new Arrivals());
    }

    /** Sets an accepted connection up, or hangs it up when there are too many. */
    @ChannelHandler.Sharable
    private final class Arrivals extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.closeFuture().addListener(closed -> gone(channel));
            if (connections.incrementAndGet() > config.connections()) {
                channel.close();
                return;
            }
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            } else {
                Inbox.of(channel);
            }
            network.giveUpUnacknowledged(channel, config.stall().multipliedBy(2));
            var session =
                    new RtmpSession(config, streams, visitors, tls == null ? "rtmp" : "rtmps");
            sessions.put(channel, session);
            if (closing) {
                channel.close();
                return;
            }
            channel.pipeline().addLast(RtmpLink.accepted(session, config.handshake()));
        }
    }

    private void gone(Channel channel) {
        connections.decrementAndGet();
        sessions.remove(channel);
    }

    /** Takes nobody in any more, and asks those who are here to leave. */
    @Override
    public void close() {
        closing = true;
        listening.close().awaitUninterruptibly();
        sessions.forEach(
                (channel, session) -> channel.eventLoop().execute(() -> drain(channel, session)));
        sessions.keySet().forEach(channel -> channel.closeFuture().awaitUninterruptibly(2_000));
    }

    private void drain(Channel channel, RtmpSession session) {
        if (!session.drain(elsewhere)) {
            channel.close();
        }
    }
}

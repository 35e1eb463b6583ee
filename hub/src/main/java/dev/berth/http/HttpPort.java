package dev.berth.http;

import dev.berth.net.Network;
import dev.berth.ports.Lease;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A port that HTTP is served on: accepts connections up to a limit, and hangs all of them up when
 * it closes.
 */
final class HttpPort implements AutoCloseable {
    /** So many of those who come too late are told so; the others are hung up on. */
    private static final int TOLD = 100;

    private static final long FAREWELL_MILLIS = 2_000;

    private final Network network;
    private final HttpLink.House house;
    private final @Nullable SslContext tls;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final Channel listening;
    private volatile boolean closing;

    /** Listens. {@code tls} is what to speak below HTTP; null for nothing. */
    HttpPort(Network network, Lease lease, HttpLink.House house, @Nullable SslContext tls)
            throws IOException {
        this.network = network;
        this.house = house;
        this.tls = tls;
        this.listening = network.listen(lease, new Arrivals());
    }

    /** Sets an accepted connection up, or hangs it up when there are too many. */
    @ChannelHandler.Sharable
    private final class Arrivals extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.closeFuture().addListener(closed -> gone(channel));
            int count = connections.incrementAndGet();
            open.add(channel);
            if (closing || count > house.config().connections() + TOLD) {
                channel.close();
                return;
            }
            network.giveUpUnacknowledged(channel, house.config().stall().multipliedBy(2));
            boolean full = count > house.config().connections();
            if (tls == null) {
                HttpLink.ofConnection(house, full).install(channel);
            } else {
                var handler = tls.newHandler(channel.alloc());
                handler.setHandshakeTimeoutMillis(house.config().handshake().toMillis());
                channel.pipeline().addLast(handler, new Negotiation(house, full));
            }
        }
    }

    private void gone(Channel channel) {
        connections.decrementAndGet();
        open.remove(channel);
    }

    /** Takes nobody in any more, and hangs up on those who are here. */
    @Override
    public void close() {
        closing = true;
        listening.close().awaitUninterruptibly();
        open.forEach(Channel::close);
        open.forEach(channel -> channel.closeFuture().awaitUninterruptibly(FAREWELL_MILLIS));
    }
}

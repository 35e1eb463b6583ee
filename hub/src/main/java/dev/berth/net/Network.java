package dev.berth.net;

import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Lease;
import dev.berth.ports.PortRange;
import dev.berth.ports.PortRefused;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;

/** Listens and dials. Whatever listens here, listens on a lease of the port authority. */
public final class Network {
    private static final int BACKLOG = 1_024;

    /**
     * A connection counts as writable while less than the first figure waits in it, and again once
     * that has sunk to the second: enough for one batch of a fast stream, little enough that a
     * stalled reader holds next to nothing.
     */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(32 << 10, 128 << 10);

    /**
     * What the kernel may hold unsent of a connection before it stops being writable. Without it a
     * stalled reader goes unnoticed until megabytes have gone into its socket.
     */
    private static final long UNSENT_BYTES = 256 << 10;

    /** Where connections go out from: the dynamic ports of RFC 6335, section 6. */
    private static final PortRange OUTGOING = new PortRange(49_152, 65_535);

    private static final Endpoint ANYWHERE = Endpoint.tcp(OUTGOING.first());
    private static final int LONGEST_PURPOSE = 200;

    private final Authority authority;
    private final Loops loops;

    public Network(Authority authority, Loops loops) {
        this.authority = authority;
        this.loops = loops;
    }

    public Authority authority() {
        return authority;
    }

    public Loops loops() {
        return loops;
    }

    /** The claim in the grade that {@link #listen} needs here. */
    public Claim listening(Claim claim) {
        return loops.epoll() ? claim.guarded() : claim.held();
    }

    /** Leases what {@code claim} asks for. */
    public Lease lease(Claim claim) throws PortRefused {
        return authority.lease(listening(claim));
    }

    /**
     * Listens on a lease. The caller keeps the lease, and closes the channel before it.
     *
     * @param onConnection what every accepted connection is set up with
     */
    public Channel listen(Lease lease, ChannelHandler onConnection) throws IOException {
        var bootstrap =
                new ServerBootstrap()
                        .group(loops.group())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(onConnection);
        if (loops.epoll()) {
            bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
        }
        return settled(lease, bind(bootstrap, lease));
    }

    /** Over a guard a second socket listens; a held lease's socket listens already. */
    private ChannelFuture bind(ServerBootstrap bootstrap, Lease lease) {
        if (loops.epoll()) {
            return bootstrap.channel(loops.serverChannel()).bind(lease.endpoint().socketAddress());
        }
        return bootstrap
                .channelFactory(
                        () -> (ServerChannel) new NioServerSocketChannel(lease.serverSocket()))
                .register();
    }

    private static Channel settled(Lease lease, ChannelFuture bound) throws IOException {
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "could not listen on "
                            + lease.endpoint()
                            + " although it is leased: "
                            + bound.cause().getMessage()
                            + "; another program took the last step first, try again");
        }
        return bound.channel();
    }

    /**
     * Connects, from a port that is leased for as long as the connection lasts. Tries every address
     * of the host in turn.
     *
     * @param purpose what for, as the lease says it
     * @param patience how long each attempt may take
     * @param setUp what the connection is set up with
     * @throws IOException with a sentence that names host and port
     */
    public Channel dial(
            String purpose, String host, int port, Duration patience, ChannelHandler setUp)
            throws IOException, InterruptedException {
        IOException last = null;
        for (var address : resolve(host)) {
            var attempt = attempt(purpose, new InetSocketAddress(address, port), patience, setUp);
            attempt.await();
            if (attempt.isSuccess()) {
                return attempt.channel();
            }
            last = failure(host, port, address, attempt.cause());
        }
        throw last == null ? new UnknownHostException(host) : last;
    }

    /**
     * Gives a connection up whose other side has acknowledged nothing for {@code time} although
     * something was sent: a machine that was switched off says no goodbye (RFC 5482). Somebody who
     * answers but takes nothing counts too, so give more time than such a one is given elsewhere.
     * Where the platform cannot, the connection is found out when its buffers are full.
     */
    public void giveUpUnacknowledged(Channel channel, Duration time) {
        if (loops.epoll()) {
            channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) time.toMillis());
        }
    }

    /** As much of a text as the owner or the purpose of a claim may have. */
    public static String words(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_PURPOSE));
    }

    private ChannelFuture attempt(
            String purpose, InetSocketAddress to, Duration patience, ChannelHandler setUp)
            throws PortRefused {
        var claim = Claim.pool("hub", words(purpose), ANYWHERE, OUTGOING);
        var lease = authority.lease(claim.guarded());
        var attempt = connector(patience, setUp).connect(to, lease.endpoint().socketAddress());
        attempt.channel().closeFuture().addListener(closed -> lease.close());
        return attempt;
    }

    private static InetAddress[] resolve(String host) throws IOException {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            throw new IOException(
                    "host " + host + " has no address; check its spelling and this machine's DNS",
                    unknown);
        }
    }

    private Bootstrap connector(Duration patience, ChannelHandler setUp) {
        var bootstrap =
                new Bootstrap()
                        .group(loops.group())
                        .channel(loops.clientChannel())
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .handler(setUp);
        return loops.epoll()
                ? bootstrap.option(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
                : bootstrap;
    }

    private static IOException failure(
            String host, int port, InetAddress address, Throwable cause) {
        var where =
                host.equals(address.getHostAddress())
                        ? host
                        : host + " (" + address.getHostAddress() + ")";
        return new IOException(where + " port " + port + " " + why(cause), cause);
    }

    /**
     * By the kind of failure, never by its message, which is the platform's and in any language.
     */
    private static String why(Throwable cause) {
        return switch (cause) {
            case ConnectTimeoutException _ ->
                    "does not answer; see that the address is right and no firewall is between";
            case NoRouteToHostException _ ->
                    "cannot be reached from here; see that the network is up";
            case ConnectException _ ->
                    "refuses connections; see that the server runs and the port is right";
            default -> "cannot be connected to (" + cause.getMessage() + ")";
        };
    }
}

package dev.berth.ports;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Puts sockets on endpoints. A bind that goes well is the only proof that a port was free, so this
 * is the only way the authority asks.
 */
interface Binder {
    /** How many connections may wait to be accepted; the kernel cuts it down to its own limit. */
    int BACKLOG = 4096;

    /** Binds, and for TCP listens. */
    Mooring hold(Endpoint endpoint) throws IOException;

    /** Keeps the port open for another socket, as firmly as the system allows. */
    Mooring guard(Endpoint endpoint) throws IOException;

    /**
     * Binds and lets go, which moors nothing, without ever being seen to listen where that can be
     * avoided.
     */
    Mooring prove(Endpoint endpoint) throws IOException;

    static Binder ofThisMachine() {
        return Platform.LINUX ? new LinuxBinder() : new PlainBinder();
    }

    /** What the JDK calls a socket of the endpoint's family; null is a dual-stack one. */
    static @Nullable StandardProtocolFamily family(Endpoint endpoint) {
        return switch (endpoint.address()) {
            case Inet4Address ipv4 -> StandardProtocolFamily.INET;
            case Inet6Address ipv6 -> StandardProtocolFamily.INET6;
            case null, default -> null;
        };
    }

    static ServerSocketChannel openServer(Endpoint endpoint) throws IOException {
        var family = family(endpoint);
        return family == null ? ServerSocketChannel.open() : ServerSocketChannel.open(family);
    }

    static SocketChannel openStream(Endpoint endpoint) throws IOException {
        var family = family(endpoint);
        return family == null ? SocketChannel.open() : SocketChannel.open(family);
    }

    /** Listens at {@code endpoint}, with the JDK's default options. */
    static ServerSocketChannel listen(Endpoint endpoint) throws IOException {
        return bound(openServer(endpoint), c -> c.bind(endpoint.socketAddress(), BACKLOG));
    }

    /**
     * Receives at {@code endpoint}, alone: without {@code SO_REUSEADDR}, so that no second socket
     * can share the port and take datagrams that are ours.
     */
    static DatagramChannel receive(Endpoint endpoint) throws IOException {
        var family = family(endpoint);
        var channel = family == null ? DatagramChannel.open() : DatagramChannel.open(family);
        return bound(channel, c -> c.bind(endpoint.socketAddress()));
    }

    /** Does {@code work} on {@code channel}, which is closed when that fails. */
    static <C extends NetworkChannel> C bound(C channel, Work<C> work) throws IOException {
        boolean done = false;
        try {
            work.on(channel);
            done = true;
            return channel;
        } finally {
            if (!done) {
                Mooring.close(channel);
            }
        }
    }

    /** A step that may fail. */
    @FunctionalInterface
    interface Work<C> {
        void on(C channel) throws IOException;
    }
}

package dev.berth.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * The event loops on which media moves: epoll where the kernel has it, NIO elsewhere. Nothing may
 * block them.
 *
 * @param group the loops
 * @param epoll whether they are epoll's, and listen over a guard rather than on the lease's own
 *     socket
 */
public record Loops(EventLoopGroup group, boolean epoll) implements AutoCloseable {
    private static final long DRAIN_MILLIS = 2_000;

    /** Starts {@code threads} loops. */
    public static Loops start(int threads) {
        nameMachine();
        boolean epoll = Epoll.isAvailable();
        var io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new Loops(new PackedLoops(threads, io), epoll);
    }

    /**
     * Netty numbers its channels by a network card, and complains where there is none. The numbers
     * mean nothing to us.
     */
    private static void nameMachine() {
        if (System.getProperty("io.netty.machineId") == null) {
            System.setProperty("io.netty.machineId", "00:00:00:00:00:00:00:01");
        }
    }

    Class<? extends SocketChannel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Ends the loops once what they still have to do is done, but within two seconds. */
    @Override
    public void close() {
        group.shutdownGracefully(0, DRAIN_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * DRAIN_MILLIS);
    }
}

package dev.berth.media;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** Which channels may be gone round: their sockets read and written without them. */
public final class Sockets {
    private Sockets() {}

    /**
     * The channel, if the bytes of its socket are those that its last handler reads and writes, and
     * the kernel is asked by epoll. Otherwise null.
     */
    public static @Nullable EpollSocketChannel bare(Channel channel) {
        boolean coded = channel.pipeline().get(SslHandler.class) != null;
        return !coded && channel instanceof EpollSocketChannel epoll ? epoll : null;
    }
}

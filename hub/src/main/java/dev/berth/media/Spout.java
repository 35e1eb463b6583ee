package dev.berth.media;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Where parcels leave for one connection. While nothing waits in its channel they go straight into
 * the socket, by one system call and without an object of their own; what the socket does not take
 * at once, and everything where there is TLS or no epoll, goes by way of the channel, which waits
 * until the socket takes more. Belongs to the channel's event loop.
 */
final class Spout {
    private final Channel channel;
    private final @Nullable EpollSocketChannel socket;
    private boolean flushed = true;

    Spout(Channel channel) {
        this.channel = channel;
        this.socket = Syscalls.USABLE ? Sockets.bare(channel) : null;
    }

    /** Sends a parcel, of which the caller is an owner and gives that up. */
    void send(Parcel parcel) {
        try {
            if (socket == null) {
                queue(parcel.share());
            } else {
                send(parcel, socket);
            }
        } finally {
            parcel.release();
        }
    }

    private void send(Parcel parcel, EpollSocketChannel to) {
        // What fails here fails in the channel once more, which knows what to do then.
        long sent = nothingWaits() ? Math.max(0, parcel.sendTo(to.fd().intValue())) : 0;
        if (sent < parcel.size()) {
            queue(parcel.rest((int) sent));
        }
    }

    private boolean nothingWaits() {
        var waiting = channel.unsafe().outboundBuffer(); // null once the channel is closed
        return waiting != null && waiting.totalPendingWriteBytes() == 0;
    }

    private void queue(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
        flushed = false;
    }

    /** Has the channel send what it was given. */
    void flush() {
        if (!flushed) {
            flushed = true;
            channel.flush();
        }
    }
}

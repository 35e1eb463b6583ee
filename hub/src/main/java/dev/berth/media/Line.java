package dev.berth.media;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel knows of a TCP connection (TCP_INFO, tcp(7)).
 *
 * @param rttMicros the round trip, smoothed
 * @param retransmits segments that were sent more than once, ever
 * @param ackedBytes what the other side has acknowledged, ever; -1 where that is not known
 */
public record Line(long rttMicros, long retransmits, long ackedBytes) {
    /** Where nobody asked what was acknowledged. */
    public Line(long rttMicros, long retransmits) {
        this(rttMicros, retransmits, -1);
    }

    /** Nothing is known of it. */
    public static final Line UNKNOWN = new Line(0, 0);

    /** Asks the kernel; null where it does not tell, or the connection is over. */
    public static @Nullable Line of(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket) || !socket.isActive()) {
            return null;
        }
        try {
            var info = socket.tcpInfo();
            return new Line(info.rtt(), info.totalRetrans(), acknowledged(socket));
        } catch (ChannelException closedMeanwhile) {
            return null;
        }
    }

    private static long acknowledged(EpollSocketChannel socket) {
        return Syscalls.USABLE ? Syscalls.acknowledged(socket.fd().intValue()) : -1;
    }

    /** Both together: the longer way, and what was lost on either. */
    public static @Nullable Line worse(@Nullable Line one, @Nullable Line other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new Line(
                Math.max(one.rttMicros, other.rttMicros),
                one.retransmits + other.retransmits,
                one.ackedBytes < 0 || other.ackedBytes < 0
                        ? -1
                        : one.ackedBytes + other.ackedBytes);
    }
}

package dev.berth.ports;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A socket as the kernel's tables describe it.
 *
 * @param state a TCP state of include/net/tcp_states.h
 * @param local where it is bound
 * @param peer the other end, or null
 * @param uid the user it was made by
 * @param inode its number, 0 for a connection that no process has any more
 * @param ipv6Only whether a wildcard of IPv6 leaves IPv4 alone
 * @param device the number of the interface it is bound to, 0 for none
 * @param left how many milliseconds a {@link #TIME_WAIT} still lasts, 0 when unknown
 */
record KernelSocket(
        int state,
        Endpoint local,
        @Nullable InetSocketAddress peer,
        long uid,
        long inode,
        boolean ipv6Only,
        int device,
        int left) {
    static final int TIME_WAIT = 6;
    static final int CLOSE = 7;
    static final int LISTEN = 10;
    static final int BOUND_INACTIVE = 13;

    /** The states, a bit each, of the sockets that are in a scope. */
    static int states(Transport transport, Census.Scope scope) {
        return switch (scope) {
            case ALL -> -1;
            case BOUND ->
                    transport == Transport.TCP ? 1 << LISTEN | 1 << BOUND_INACTIVE : 1 << CLOSE;
        };
    }

    Holder.Kind kind() {
        if (peer != null) {
            return state == TIME_WAIT || inode == 0 ? Holder.Kind.TIME_WAIT : Holder.Kind.OUTGOING;
        }
        if (local.transport() == Transport.UDP || state == LISTEN) {
            return Holder.Kind.LISTENER;
        }
        return Holder.Kind.BOUND;
    }

    /** How long the kernel keeps it still; null for one that stays, or when unknown. */
    @Nullable Duration remaining() {
        return kind() == Holder.Kind.TIME_WAIT && left > 0 ? Duration.ofMillis(left) : null;
    }

    /** Whether it contends with a socket on {@code endpoint}. */
    boolean meets(Endpoint endpoint) {
        return local.meets(endpoint) && !(ipv6Only && isIpv4(endpoint));
    }

    private static boolean isIpv4(Endpoint endpoint) {
        return endpoint.address() instanceof Inet4Address;
    }
}

package dev.berth.ports;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a holder's socket allows others. No table of the kernel tells that: the options are read
 * from the socket itself where this user may, which disturbs nobody, and are else found by trying.
 * Linux only.
 */
final class SocketOptions {
    /** Covered by every wildcard of IPv4, and used by nobody. */
    private static final InetAddress REMOTE_CORNER = InetAddress.ofLiteral("127.255.255.253");

    private SocketOptions() {}

    /** What it allows, or null when that cannot be read: it is gone, or another user's. */
    static @Nullable Reuse of(Holder holder) {
        if (!Libc.USABLE || holder.program() == null || holder.inode() == 0) {
            return null;
        }
        int descriptor = descriptor(holder);
        return descriptor < 0 ? null : read(holder.pid(), descriptor, holder.inode());
    }

    /**
     * What binds beside {@code holder} tell: options that every socket there allows, as far as a
     * bind shows. A TCP listener does not show {@code SO_REUSEADDR}, and nobody shows another user
     * {@code SO_REUSEPORT}.
     */
    static Reuse tried(Holder holder) {
        var corner = corner(holder);
        return new Reuse(
                Bind.errno(corner, Reuse.ADDRESS) == 0, Bind.errno(corner, Reuse.PORT) == 0, false);
    }

    /** Where a bind meets the holder and, if that can be, no datagram is lost to it. */
    private static Endpoint corner(Holder holder) {
        Endpoint endpoint = holder.local();
        boolean ipv4 = endpoint.address() instanceof Inet4Address || !holder.ipv6Only();
        return endpoint.wildcard() && ipv4 && endpoint.transport() == Transport.UDP
                ? Endpoint.udp(REMOTE_CORNER, endpoint.port())
                : endpoint;
    }

    private static int descriptor(Holder holder) {
        int[] found = {-1};
        try (var descriptors = Descriptors.open()) {
            descriptors.each(
                    holder.pid(),
                    (number, inode) -> {
                        if (inode == holder.inode()) {
                            found[0] = number;
                        }
                    });
        }
        return found[0];
    }

    private static @Nullable Reuse read(long pid, int descriptor, long inode) {
        try (var libc = new Libc();
                var descriptors = Descriptors.open()) {
            int copy = libc.duplicate(pid, descriptor);
            if (copy < 0) {
                return null;
            }
            try {
                boolean same = descriptors.socket(ProcessHandle.current().pid(), copy) == inode;
                return same ? read(libc, copy) : null;
            } finally {
                libc.closeDescriptor(copy);
            }
        }
    }

    private static Reuse read(Libc libc, int socket) {
        return new Reuse(
                libc.option(socket, Bind.SOL_SOCKET, Bind.SO_REUSEADDR) > 0,
                libc.option(socket, Bind.SOL_SOCKET, Bind.SO_REUSEPORT) > 0,
                false);
    }
}

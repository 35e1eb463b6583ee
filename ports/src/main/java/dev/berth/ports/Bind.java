package dev.berth.ports;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Repeats a bind that failed, without Java in between, to learn the kernel's own word for it. */
final class Bind {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_REUSEPORT = 15;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int EAFNOSUPPORT = 97;

    private Bind() {}

    /**
     * The errno of binding {@code endpoint} now with the options that {@link LinuxBinder} ends up
     * with, or 0 if it can be bound. Linux only.
     */
    static int errno(Endpoint endpoint) {
        return errno(endpoint, endpoint.transport() == Transport.TCP ? Reuse.ADDRESS : Reuse.NONE);
    }

    /**
     * The same with other options: 0 when a socket that offers {@code reuse} can be bound. TCP does
     * not listen meanwhile, which disturbs nobody. A UDP socket that shares gets, for the
     * microsecond that it is there, the datagrams of whom it shares with.
     */
    static int errno(Endpoint endpoint, Reuse reuse) {
        int family = endpoint.address() instanceof Inet4Address ? AF_INET : AF_INET6;
        try (var libc = new Libc()) {
            int errno = errno(libc, endpoint, family, reuse);
            boolean onlyIpv4 = errno == EAFNOSUPPORT && endpoint.address() == null;
            return onlyIpv4 ? errno(libc, endpoint, AF_INET, reuse) : errno;
        }
    }

    private static int errno(Libc libc, Endpoint endpoint, int family, Reuse reuse) {
        int type = endpoint.transport() == Transport.TCP ? SOCK_STREAM : SOCK_DGRAM;
        int socket = libc.socket(family, type | SOCK_CLOEXEC, 0);
        if (socket < 0) {
            return -socket;
        }
        try {
            prepare(libc, socket, family, reuse);
            return -libc.bind(socket, address(libc, endpoint, family));
        } finally {
            libc.closeDescriptor(socket);
        }
    }

    private static void prepare(Libc libc, int socket, int family, Reuse reuse) {
        if (reuse.reuseAddress()) {
            libc.setOption(socket, SOL_SOCKET, SO_REUSEADDR, 1);
        }
        if (reuse.reusePort()) {
            libc.setOption(socket, SOL_SOCKET, SO_REUSEPORT, 1);
        }
        if (family == AF_INET6) {
            libc.setOption(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
        }
    }

    /** A sockaddr_in (ip(7)) or a sockaddr_in6 (ipv6(7)); the wildcard is all zeros. */
    private static ByteBuffer address(Libc libc, Endpoint endpoint, int family) {
        var address = libc.buffer(family == AF_INET ? 16 : 28);
        address.putShort((short) family);
        address.order(ByteOrder.BIG_ENDIAN).putShort((short) endpoint.port());
        switch (endpoint.address()) {
            case Inet4Address ipv4 -> address.put(ipv4.getAddress());
            case Inet6Address ipv6 -> {
                address.putInt(0).put(ipv6.getAddress()); // no flow label
                address.order(ByteOrder.nativeOrder()).putInt(ipv6.getScopeId());
            }
            case null, default -> {}
        }
        return address.rewind();
    }
}

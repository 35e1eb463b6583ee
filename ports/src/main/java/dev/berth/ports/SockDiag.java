package dev.berth.ports;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A conversation with the kernel about sockets: sock_diag(7). Whether a socket is seen does not
 * depend on the user, only on the network namespace. Used by one thread at a time.
 */
final class SockDiag implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int MSG_DONTWAIT = 0x40; // the kernel answers before send() returns
    private static final int REPLY_BUFFER = 32 * 1024; // the most that one recv() of a dump brings
    private static final int ENOENT = 2;

    private static final InetAddress ANY_IPV4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY_IPV6 = InetAddress.ofLiteral("::");

    private final Libc libc;
    private final ByteBuffer request;
    private final ByteBuffer reply;
    private final int socket;
    private boolean finished; // the table has been read to its end

    /** Opens it. Fails where a sandbox forbids netlink, or no file descriptor is left. */
    SockDiag() throws IOException {
        if (!Libc.USABLE) {
            throw new IOException("native code may not be called, so the kernel cannot be asked");
        }
        libc = Libc.passedOn();
        request = libc.buffer(InetDiag.REQUEST_BYTES);
        reply = libc.buffer(REPLY_BUFFER);
        socket = libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
        if (socket < 0) {
            libc.close();
            throw failure("no netlink socket", -socket);
        }
    }

    /**
     * The listener or receiver that a packet to {@code endpoint} would reach; both of them for
     * every address, where IPv4 and IPv6 may differ. Costs the same however many sockets there are.
     * Does not see sockets that are connected, nor TCP sockets that are bound and do not listen.
     */
    List<KernelSocket> exact(Endpoint endpoint) throws IOException {
        var found = new ArrayList<KernelSocket>();
        InetAddress address = endpoint.address();
        if (address == null) {
            exact(endpoint, ANY_IPV6, found);
            exact(endpoint, ANY_IPV4, found);
        } else {
            exact(endpoint, address, found);
        }
        return found.stream().filter(s -> s.meets(endpoint)).distinct().toList();
    }

    private void exact(Endpoint endpoint, InetAddress address, List<KernelSocket> found)
            throws IOException {
        request.clear();
        InetDiag.exact(request, InetDiag.family(address), endpoint, address);
        int errno = send();
        if (errno == 0) {
            errno = read(endpoint.transport(), found);
        }
        if (errno != 0 && errno != ENOENT) {
            throw failure("no answer about " + endpoint, errno);
        }
    }

    /** Every socket that meets {@code endpoint}. Costs time with the number of sockets. */
    List<KernelSocket> all(Endpoint endpoint) throws IOException {
        var found = new ArrayList<KernelSocket>();
        dump(InetDiag.AF_INET, endpoint, found);
        dump(InetDiag.AF_INET6, endpoint, found);
        return found.stream().filter(s -> s.meets(endpoint)).distinct().toList();
    }

    /** Every socket of this network namespace, in the order of ports. */
    List<KernelSocket> everything(Census.Scope scope) throws IOException {
        var found = new ArrayList<KernelSocket>();
        for (Transport transport : Transport.values()) {
            int states = KernelSocket.states(transport, scope);
            dump(InetDiag.AF_INET, transport, 0, states, found);
            dump(InetDiag.AF_INET6, transport, 0, states, found);
        }
        found.sort(Comparator.comparingInt(socket -> socket.local().port()));
        return found;
    }

    private void dump(int family, Endpoint endpoint, List<KernelSocket> found) throws IOException {
        dump(family, endpoint.transport(), endpoint.port(), InetDiag.ALL_STATES, found);
    }

    private void dump(
            int family, Transport transport, int port, int states, List<KernelSocket> found)
            throws IOException {
        InetDiag.dump(request.clear(), family, transport, port, states);
        int errno = send();
        while (errno == 0 && !finished) {
            errno = read(transport, found);
        }
        if (errno != 0 && errno != ENOENT) { // ENOENT: this kernel has no IPv6
            throw failure("no table of sockets", errno);
        }
    }

    private int send() {
        finished = false;
        int sent = libc.send(socket, request);
        return sent < 0 ? -sent : 0;
    }

    /** Reads one datagram of replies; returns the errno it brings, 0 for none. */
    private int read(Transport transport, List<KernelSocket> found) {
        int length = libc.receive(socket, reply.clear(), MSG_DONTWAIT);
        if (length < 0) {
            return -length;
        }
        int errno = 0;
        reply.position(0).limit(length);
        while (reply.remaining() >= 16) {
            ByteBuffer message =
                    reply.slice(reply.position(), InetDiag.length(reply)).order(reply.order());
            switch (InetDiag.type(message)) {
                case InetDiag.DONE -> finished = true;
                case InetDiag.ERROR -> errno = InetDiag.errno(message);
                default -> {
                    KernelSocket seen = InetDiag.socket(message, transport);
                    if (seen != null) {
                        found.add(seen);
                    }
                }
            }
            reply.position(reply.position() + message.limit());
        }
        return errno;
    }

    private static IOException failure(String what, int errno) {
        return new IOException("%s: the kernel says errno %d".formatted(what, errno));
    }

    @Override
    public void close() {
        libc.closeDescriptor(socket);
        libc.close();
    }
}

package dev.berth.ports;

import static java.net.StandardSocketOptions.SO_REUSEADDR;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Binds the way Linux allows.
 *
 * <p>TCP always begins with a bind <em>without</em> {@code SO_REUSEADDR}: that fails if any other
 * socket is bound there, be it the guard of another process, which a bind with the option would not
 * notice. Once bound, a guard gets the option, and a listener with the option may bind over it (see
 * inet_csk_bind_conflict in net/ipv4/inet_connection_sock.c: two sockets that both have it conflict
 * only when one listens). A held lease listens itself; it needs a guard before it only where
 * connections of a former listener keep the plain bind out.
 *
 * <p>UDP is bound without the option, always: two receivers on one port would share the datagrams.
 */
final class LinuxBinder implements Binder {
    @Override
    public Mooring hold(Endpoint endpoint) throws IOException {
        if (endpoint.transport() == Transport.UDP) {
            return new Mooring(Grade.HELD, Binder.receive(endpoint));
        }
        try {
            return new Mooring(Grade.HELD, listenAlone(endpoint));
        } catch (BindException taken) {
            return listenOverRemains(endpoint);
        }
    }

    /**
     * Listens where no other socket is bound at all. The option comes last: what is left of our
     * connections will then let the next listener in.
     */
    private static ServerSocketChannel listenAlone(Endpoint endpoint) throws IOException {
        return Binder.bound(
                Binder.openServer(endpoint),
                listener -> {
                    listener.setOption(SO_REUSEADDR, false);
                    listener.bind(endpoint.socketAddress(), Binder.BACKLOG);
                    listener.setOption(SO_REUSEADDR, true);
                });
    }

    private static Mooring listenOverRemains(Endpoint endpoint) throws IOException {
        SocketChannel guard = guardSocket(endpoint);
        try {
            return new Mooring(Grade.HELD, Binder.listen(endpoint));
        } finally {
            Mooring.close(guard);
        }
    }

    @Override
    public Mooring guard(Endpoint endpoint) throws IOException {
        if (endpoint.transport() == Transport.UDP) {
            return prove(endpoint);
        }
        return new Mooring(Grade.GUARDED, guardSocket(endpoint));
    }

    @Override
    public Mooring prove(Endpoint endpoint) throws IOException {
        switch (endpoint.transport()) {
            case TCP -> guardSocket(endpoint).close();
            case UDP -> Binder.receive(endpoint).close();
        }
        return Mooring.NONE;
    }

    private static SocketChannel guardSocket(Endpoint endpoint) throws IOException {
        return Binder.bound(Binder.openStream(endpoint), guard -> bind(guard, endpoint));
    }

    private static void bind(SocketChannel guard, Endpoint endpoint) throws IOException {
        try {
            guard.bind(endpoint.socketAddress());
            guard.setOption(SO_REUSEADDR, true);
        } catch (BindException taken) {
            bindOverRemains(guard, endpoint);
        }
    }

    /**
     * Binds where a listener that is gone left connections behind, which is so after every restart
     * under load. The option lets us in, but it lets us in beside another guard too: so look.
     */
    private static void bindOverRemains(SocketChannel guard, Endpoint endpoint) throws IOException {
        guard.setOption(SO_REUSEADDR, true);
        guard.bind(endpoint.socketAddress());
        if (!onlyRemains(SocketTable.of(endpoint))) {
            throw new Taken(endpoint + " is bound by a socket that does not listen");
        }
    }

    /**
     * Whether connections alone, and no bound socket but our own, explain that a plain bind failed.
     * Kernels before 6.8 show no bound sockets, not even ours: then a connection must be seen.
     */
    private static boolean onlyRemains(List<KernelSocket> sockets) {
        long bound = sockets.stream().filter(s -> s.kind() == Holder.Kind.BOUND).count();
        return bound == 1 || (bound == 0 && !sockets.isEmpty());
    }
}

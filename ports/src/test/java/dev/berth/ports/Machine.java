package dev.berth.ports;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A machine without a kernel: binds follow the rules of Linux for sockets that do not share, and
 * cost nothing. Any thread may call anything; the lock of {@code this} guards all of it.
 */
final class Machine implements Binder {
    private final Map<Integer, Set<Endpoint>> bound = new HashMap<>();
    private int binds;

    /** A stranger takes a port; false when somebody has it. */
    synchronized boolean squat(Endpoint endpoint) {
        var there = bound.computeIfAbsent(endpoint.port(), port -> new HashSet<>());
        return there.stream().noneMatch(endpoint::meets) && there.add(endpoint);
    }

    /** Whoever has exactly that endpoint lets go. */
    synchronized boolean leave(Endpoint endpoint) {
        return bound.getOrDefault(endpoint.port(), Set.of()).remove(endpoint);
    }

    synchronized boolean isBound(Endpoint endpoint) {
        return bound.getOrDefault(endpoint.port(), Set.of()).stream().anyMatch(endpoint::meets);
    }

    /** How many sockets there are, whoever has them. */
    synchronized int sockets() {
        return bound.values().stream().mapToInt(Set::size).sum();
    }

    synchronized int binds() {
        return binds;
    }

    private Mooring bind(Endpoint endpoint, Grade grade) throws IOException {
        synchronized (this) {
            binds++;
        }
        if (!squat(endpoint)) {
            throw new Taken(endpoint + " is bound on the machine of this test");
        }
        return new Mooring(grade, new Socket(endpoint));
    }

    @Override
    public Mooring hold(Endpoint endpoint) throws IOException {
        return bind(endpoint, Grade.HELD);
    }

    @Override
    public Mooring guard(Endpoint endpoint) throws IOException {
        return endpoint.transport() == Transport.TCP
                ? bind(endpoint, Grade.GUARDED)
                : prove(endpoint);
    }

    @Override
    public Mooring prove(Endpoint endpoint) throws IOException {
        bind(endpoint, Grade.HELD).close();
        return Mooring.NONE;
    }

    private final class Socket implements NetworkChannel {
        private final Endpoint endpoint;
        private boolean open = true;

        Socket(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void close() {
            synchronized (Machine.this) {
                if (open) {
                    open = false;
                    leave(endpoint);
                }
            }
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public NetworkChannel bind(SocketAddress local) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketAddress getLocalAddress() {
            return endpoint.socketAddress();
        }

        @Override
        public <T> NetworkChannel setOption(SocketOption<T> name, T value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Collections.emptySet();
        }
    }
}

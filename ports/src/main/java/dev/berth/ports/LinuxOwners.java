package dev.berth.ports;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the kernel which sockets there are, and /proc whose they are. Any thread may ask. */
final class LinuxOwners implements Owners {
    /** A busy server has thousands of connections on its port; nobody reads that many names. */
    private static final int MOST = 32;

    /** How old the owners of sockets may be for one who watches. */
    private static final Duration WATCHED = Duration.ofMinutes(1);

    /** What it remembers helps everybody who asks. */
    static final LinuxOwners SHARED = new LinuxOwners();

    private final SocketPids pids = new SocketPids();
    private final Programs programs = new Programs();

    private LinuxOwners() {}

    @Override
    public List<Holder> of(Endpoint endpoint) throws IOException {
        var holders = new ArrayList<Holder>();
        for (KernelSocket socket : foremost(SocketTable.foremost(endpoint))) {
            add(socket, socket.kind(), pids::of, holders);
        }
        return holders.size() > MOST ? List.copyOf(holders.subList(0, MOST)) : holders;
    }

    @Override
    public List<Holder> all(Census.Scope scope) throws IOException {
        return named(SocketTable.all(scope));
    }

    @Override
    public List<Holder> on(IntPredicate ports) throws IOException {
        var sockets = new ArrayList<KernelSocket>();
        var holders = new ArrayList<Holder>();
        var all = SocketTable.all(Census.Scope.ALL);
        var listeners = listeners(all);
        for (KernelSocket socket : all) {
            if (!ports.test(socket.local().port())) {
                continue;
            }
            var kind = kind(socket, listeners);
            if (kind == Holder.Kind.ACCEPTED) {
                holders.add(holder(socket, kind, null));
            } else {
                sockets.add(socket);
            }
        }
        name(sockets, listeners, pids.all(sockets, WATCHED), holders);
        holders.sort(Comparator.comparingInt(holder -> holder.local().port()));
        return holders;
    }

    @Override
    public List<Holder> anonymous(Census.Scope scope) throws IOException {
        return SocketTable.all(scope).stream().map(s -> holder(s, s.kind(), null)).toList();
    }

    /** Who owns each of {@code sockets}, which are all of a network namespace. */
    List<Holder> named(List<KernelSocket> sockets) {
        var holders = new ArrayList<Holder>(sockets.size());
        name(sockets, listeners(sockets), pids.all(sockets, SocketPids.OLD), holders);
        return holders;
    }

    private void name(
            List<KernelSocket> sockets,
            Map<Integer, List<KernelSocket>> listeners,
            Map<Long, SocketPids.Owned> owners,
            List<Holder> holders) {
        for (KernelSocket socket : sockets) {
            add(socket, kind(socket, listeners), inode -> pids(owners.get(inode)), holders);
        }
    }

    private static List<Long> pids(SocketPids.@Nullable Owned socket) {
        return socket == null ? List.of() : socket.pids;
    }

    private static Map<Integer, List<KernelSocket>> listeners(List<KernelSocket> sockets) {
        return sockets.stream()
                .filter(socket -> socket.kind() == Holder.Kind.LISTENER)
                .filter(socket -> socket.local().transport() == Transport.TCP)
                .collect(
                        Collectors.groupingBy(
                                socket -> socket.local().port(),
                                HashMap::new,
                                Collectors.toList()));
    }

    /** A connection whose local end a listener covers is one that the listener accepted. */
    private static Holder.Kind kind(
            KernelSocket socket, Map<Integer, List<KernelSocket>> listeners) {
        boolean accepted =
                socket.kind() == Holder.Kind.OUTGOING
                        && listeners.getOrDefault(socket.local().port(), List.of()).stream()
                                .anyMatch(listener -> listener.meets(socket.local()));
        return accepted ? Holder.Kind.ACCEPTED : socket.kind();
    }

    /** Leaves out the connections that a listener accepted: they come and go with it. */
    private static List<KernelSocket> foremost(List<KernelSocket> sockets) {
        if (sockets.size() < 2) {
            return sockets;
        }
        boolean listened = sockets.stream().anyMatch(s -> s.kind() == Holder.Kind.LISTENER);
        return sockets.stream()
                .filter(s -> !listened || s.peer() == null)
                .sorted(Comparator.comparing(KernelSocket::kind))
                .limit(MOST)
                .toList();
    }

    private void add(
            KernelSocket socket,
            Holder.Kind kind,
            LongFunction<List<Long>> owners,
            List<Holder> holders) {
        List<Long> processes = socket.inode() == 0 ? List.of() : owners.apply(socket.inode());
        for (long pid : processes) {
            holders.add(holder(socket, kind, programs.of(pid, socket.uid())));
        }
        if (processes.isEmpty()) {
            holders.add(holder(socket, nobodys(socket, kind), null));
        }
    }

    /**
     * Whose a socket is that no process has open: where every process can be seen, the kernel's. (A
     * descriptor on its way from one process to another is nobody's too, for a moment.)
     */
    private Holder.Kind nobodys(KernelSocket socket, Holder.Kind kind) {
        boolean kernels = socket.peer() == null && socket.uid() == 0 && pids.seesAll();
        return kernels ? Holder.Kind.KERNEL : kind;
    }

    private static Holder holder(KernelSocket socket, Holder.Kind kind, @Nullable Program program) {
        return new Holder(
                kind,
                socket.local(),
                socket.ipv6Only(),
                socket.peer(),
                socket.remaining(),
                socket.inode(),
                socket.inode() == 0 ? -1 : socket.uid(),
                program);
    }
}

package dev.berth.ports;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks the kernel which sockets there are, and /proc whose they are. Any thread may ask. */
final class LinuxOwners implements Owners {
    /** A busy server has thousands of connections on its port; nobody reads that many names. */
    private static final int MOST = 32;

    private final SocketPids pids = new SocketPids();

    @Override
    public List<Holder> of(Endpoint endpoint) throws IOException {
        return foremost(SocketTable.foremost(endpoint)).flatMap(this::holders).limit(MOST).toList();
    }

    @Override
    public List<Holder> all() throws IOException {
        return SocketTable.all().stream().flatMap(this::holders).toList();
    }

    /** Leaves out the connections that a listener accepted: they come and go with it. */
    private static Stream<KernelSocket> foremost(List<KernelSocket> sockets) {
        boolean listened = sockets.stream().anyMatch(s -> s.kind() == Holder.Kind.LISTENER);
        return sockets.stream()
                .filter(s -> !listened || s.peer() == null)
                .sorted(Comparator.comparing(KernelSocket::kind))
                .limit(MOST);
    }

    private Stream<Holder> holders(KernelSocket socket) {
        List<Long> owners = socket.inode() == 0 ? List.of() : pids.of(socket.inode());
        return owners.isEmpty()
                ? Stream.of(unseen(socket))
                : owners.stream().map(pid -> holder(socket, pid));
    }

    private static Holder unseen(KernelSocket socket) {
        return holder(socket, null);
    }

    private static Holder holder(KernelSocket socket, long pid) {
        return holder(socket, Programs.of(pid, socket.uid()));
    }

    private static Holder holder(KernelSocket socket, @Nullable Program program) {
        return new Holder(
                socket.kind(),
                socket.local(),
                socket.ipv6Only(),
                socket.peer(),
                socket.inode(),
                socket.inode() == 0 ? -1 : socket.uid(),
                program);
    }
}

package dev.berth.ports;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Asks the kernel which sockets there are, and /proc whose they are. Any thread may ask. */
final class LinuxOwners implements Owners {
    /** A busy server has thousands of connections on its port; nobody reads that many names. */
    private static final int MOST = 32;

    private final SocketPids pids = new SocketPids();

    @Override
    public List<Holder> of(Endpoint endpoint) throws IOException {
        return foremost(SocketTable.foremost(endpoint)).flatMap(this::holders).limit(MOST).toList();
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
        return new Holder(
                socket.kind(),
                -1,
                "",
                "",
                socket.inode() == 0 ? "" : userName(socket.uid()),
                null,
                null,
                socket.local(),
                socket.peer(),
                socket.inode());
    }

    private static Holder holder(KernelSocket socket, long pid) {
        var process = ProcessHandle.of(pid).map(ProcessHandle::info);
        return new Holder(
                socket.kind(),
                pid,
                Procfs.command(pid),
                Procfs.commandLine(pid),
                process.flatMap(ProcessHandle.Info::user).orElseGet(() -> userName(socket.uid())),
                Procfs.unit(pid),
                process.flatMap(ProcessHandle.Info::startInstant).orElse(null),
                socket.local(),
                socket.peer(),
                socket.inode());
    }

    /** The name in /etc/passwd, or the number. */
    private static String userName(long uid) {
        String number = Long.toString(uid);
        return TextFile.readIfAny("/etc/passwd")
                .lines()
                .map(line -> line.split(":", 4))
                .filter(fields -> fields.length > 3 && fields[2].equals(number))
                .map(fields -> fields[0])
                .findFirst()
                .orElse(number);
    }
}

package dev.berth.ports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The socket tables as text, /proc/net/{tcp,tcp6,udp,udp6}: slower than {@link SockDiag}, and
 * without TCP sockets that are bound and do not listen. For where netlink is forbidden.
 */
final class ProcNet {
    private ProcNet() {}

    static List<KernelSocket> of(Endpoint endpoint) throws IOException {
        var found = new ArrayList<KernelSocket>();
        for (String family : List.of("", "6")) {
            read(TextFile.read("/proc/net/" + endpoint.transport() + family), endpoint, found);
        }
        return found;
    }

    /** Every socket there is, in the order of ports. */
    static List<KernelSocket> all(Census.Scope scope) throws IOException {
        var found = new ArrayList<KernelSocket>();
        for (Transport transport : Transport.values()) {
            for (String family : List.of("", "6")) {
                all(TextFile.read("/proc/net/" + transport + family), transport, scope, found);
            }
        }
        found.sort(Comparator.comparingInt(socket -> socket.local().port()));
        return found;
    }

    private static void all(
            String table, Transport transport, Census.Scope scope, List<KernelSocket> found)
            throws IOException {
        int states = KernelSocket.states(transport, scope);
        for (String line : table.lines().skip(1).toList()) {
            KernelSocket socket = socket(transport, line.strip().split(" +", 12));
            if ((1 << socket.state() & states) != 0) {
                found.add(socket);
            }
        }
    }

    static void read(String table, Endpoint endpoint, List<KernelSocket> found) throws IOException {
        String port = ":%04X ".formatted(endpoint.port());
        for (String line : table.lines().skip(1).filter(row -> row.contains(port)).toList()) {
            KernelSocket socket = socket(endpoint.transport(), line.strip().split(" +", 12));
            if (socket.meets(endpoint)) {
                found.add(socket);
            }
        }
    }

    /** {@code sl local remote state queues timer retransmits uid timeout inode …}. */
    private static KernelSocket socket(Transport transport, String[] row) throws IOException {
        InetSocketAddress local = address(row[1]);
        InetSocketAddress remote = address(row[2]);
        return new KernelSocket(
                Integer.parseInt(row[3], 16),
                new Endpoint(transport, local.getAddress(), local.getPort()),
                remote.getPort() == 0 ? null : remote,
                Long.parseLong(row[7]),
                Long.parseLong(row[9]),
                false,
                0,
                0);
    }

    /** {@code 0100007F:1F90}: the address in words of four bytes, each in native byte order. */
    private static InetSocketAddress address(String text) throws IOException {
        int colon = text.indexOf(':');
        byte[] words = HexFormat.of().parseHex(text, 0, colon);
        var in = ByteBuffer.wrap(words);
        var out = ByteBuffer.allocate(words.length).order(ByteOrder.nativeOrder());
        while (in.hasRemaining()) {
            out.putInt(in.getInt());
        }
        int port = Integer.parseInt(text, colon + 1, text.length(), 16);
        return new InetSocketAddress(InetAddress.getByAddress(out.array()), port);
    }
}

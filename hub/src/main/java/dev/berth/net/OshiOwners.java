package dev.berth.net;

import dev.berth.ports.Census;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import dev.berth.ports.Owners;
import dev.berth.ports.Program;
import dev.berth.ports.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/**
 * Who owns a socket, on systems that the port authority does not know by heart: macOS and Windows,
 * by OSHI. It reads every socket of the machine for one answer, and sees none that is bound without
 * listening.
 */
public final class OshiOwners implements Owners {
    private final OperatingSystem system = new SystemInfo().getOperatingSystem();

    /** For {@link java.util.ServiceLoader}. */
    public OshiOwners() {}

    @Override
    public List<Holder> of(Endpoint endpoint) {
        return system.getInternetProtocolStats().getConnections().stream()
                .filter(socket -> socket.getLocalPort() == endpoint.port())
                .filter(socket -> transport(socket) == endpoint.transport())
                .filter(socket -> local(socket).meets(endpoint))
                .map(this::holder)
                .sorted(Comparator.comparing(Holder::kind))
                .toList();
    }

    @Override
    public List<Holder> all(Census.Scope scope) {
        return system.getInternetProtocolStats().getConnections().stream()
                .filter(socket -> socket.getLocalPort() > 0)
                .map(this::holder)
                .filter(holder -> scope == Census.Scope.ALL || holder.peer() == null)
                .sorted(Comparator.comparingInt(holder -> holder.local().port()))
                .toList();
    }

    private static Transport transport(IPConnection socket) {
        return socket.getType().toLowerCase(Locale.ROOT).startsWith("udp")
                ? Transport.UDP
                : Transport.TCP;
    }

    private static Endpoint local(IPConnection socket) {
        var address = address(socket.getLocalAddress());
        boolean anywhere = address == null || address.isAnyLocalAddress();
        return new Endpoint(transport(socket), anywhere ? null : address, socket.getLocalPort());
    }

    /** OSHI says every address with an empty array, or with zeros. */
    private static @Nullable InetAddress address(byte[] bytes) {
        try {
            return bytes.length == 0 ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException neitherFourNorSixteen) {
            return null;
        }
    }

    private Holder holder(IPConnection socket) {
        int pid = socket.getowningProcessId();
        var process = pid > 0 ? system.getProcess(pid) : null;
        return new Holder(
                kind(socket),
                local(socket),
                false,
                peer(socket),
                0,
                -1,
                process == null ? null : program(process));
    }

    private static Program program(OSProcess process) {
        return new Program(
                process.getProcessID(),
                process.getName(),
                process.getCommandLine().replace('\0', ' ').strip(),
                process.getUser(),
                null,
                null,
                null,
                Instant.ofEpochMilli(process.getStartTime()));
    }

    private static Holder.Kind kind(IPConnection socket) {
        if (transport(socket) == Transport.UDP) {
            return Holder.Kind.LISTENER;
        }
        return switch (socket.getState()) {
            case LISTEN -> Holder.Kind.LISTENER;
            case TIME_WAIT -> Holder.Kind.TIME_WAIT;
            case null -> Holder.Kind.UNKNOWN;
            case UNKNOWN, NONE -> Holder.Kind.UNKNOWN;
            default -> Holder.Kind.OUTGOING;
        };
    }

    private static @Nullable InetSocketAddress peer(IPConnection socket) {
        var address = address(socket.getForeignAddress());
        return address == null || socket.getForeignPort() == 0
                ? null
                : new InetSocketAddress(address, socket.getForeignPort());
    }
}

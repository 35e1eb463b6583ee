package dev.berth.rtmp;

import dev.berth.ports.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Which host names mean this machine. Never asks a name server. */
final class Hosts {
    /** What the kernel calls this machine; empty where it has no such file. */
    private static final String OWN_NAME = ownName();

    private Hosts() {}

    private static String ownName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"))
                    .strip()
                    .toLowerCase(Locale.ROOT);
        } catch (IOException elsewhere) {
            return "";
        }
    }

    /** Host and port as somebody on this machine writes them to reach an endpoint. */
    static String reachable(Endpoint endpoint) {
        var address = endpoint.address();
        if (address == null || address.isAnyLocalAddress()) {
            return "127.0.0.1:" + endpoint.port();
        }
        var literal = address.getHostAddress();
        return (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + endpoint.port();
    }

    /** One spelling for the names of this machine on itself. */
    static String plain(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "localhost", "0.0.0.0", "[::]" -> "127.0.0.1";
            default -> lower.equals(OWN_NAME) ? "127.0.0.1" : lower;
        };
    }

    /**
     * Whether somebody who connects to {@code host} and {@code port} may arrive at {@code
     * endpoint}.
     */
    static boolean leadsTo(String host, int port, Endpoint endpoint) {
        if (port != endpoint.port()) {
            return false;
        }
        var name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.equals(OWN_NAME)) {
            return true;
        }
        try {
            var address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
            var ours = endpoint.address();
            boolean everywhere = ours == null || ours.isAnyLocalAddress();
            return address.isAnyLocalAddress()
                    || (everywhere ? local(address) : address.equals(ours));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private static boolean local(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }
}

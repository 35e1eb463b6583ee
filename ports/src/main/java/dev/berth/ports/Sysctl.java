package dev.berth.ports;

import java.util.ArrayList;
import java.util.List;

/** The kernel's own rules about port numbers: ip-sysctl in the kernel's documentation. */
final class Sysctl {
    /** What systems other than Linux use for outgoing connections (RFC 6335, section 6). */
    private static final PortRange DYNAMIC = new PortRange(49_152, 65_535);

    private Sysctl() {}

    /** The lowest port that needs no privilege. */
    static int unprivilegedStart() {
        String text = read("ip_unprivileged_port_start");
        return text.isEmpty() ? 1024 : Integer.parseInt(text);
    }

    /** The ports that the kernel chooses from for outgoing connections and {@code bind(0)}. */
    static PortRange ephemeral() {
        String[] ends = read("ip_local_port_range").split("\\s+", 2);
        return ends.length < 2
                ? DYNAMIC
                : new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }

    /** The ports that the kernel never chooses by itself. */
    static List<PortRange> reserved() {
        var ranges = new ArrayList<PortRange>();
        for (String range : read("ip_local_reserved_ports").split(",", -1)) {
            if (!range.isBlank() && !range.equals("0")) {
                ranges.add(PortRange.parse(range));
            }
        }
        return ranges;
    }

    /**
     * The shell command that adds a port to {@link #reserved}, which would otherwise be replaced.
     */
    static String reserve(int port) {
        String name = "net.ipv4.ip_local_reserved_ports";
        return "sysctl -w %s=\"%d,$(sysctl -n %s)\"".formatted(name, port, name);
    }

    private static String read(String name) {
        return Platform.LINUX ? TextFile.readIfAny("/proc/sys/net/ipv4/" + name).strip() : "";
    }
}

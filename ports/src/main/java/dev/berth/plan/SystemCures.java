package dev.berth.plan;

import dev.berth.plan.Finding.Cure;
import dev.berth.ports.Phrase;
import dev.berth.ports.PortRange;
import dev.berth.ports.SystemPorts;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The lines that have an operating system keep off ports, or let go of them. */
final class SystemCures {
    private static final String RESERVED = "net.ipv4.ip_local_reserved_ports";
    private static final int MOST_LINES = 8;

    private SystemCures() {}

    /** Keeps the system from choosing the ports by itself. */
    static List<Cure> keepOff(SystemPorts system, List<Integer> ports) {
        return switch (system.kind()) {
            case LINUX -> reserve(system, ports);
            case WINDOWS -> excludedFromDynamic(ports);
            case OTHER ->
                    List.of(
                            new Cure(
                                    new Phrase("have the system begin above them", "让系统从更高的端口开始"),
                                    "sysctl -w net.inet.ip.portrange.first="
                                            + Math.min(65_000, ports.getLast() + 1)));
        };
    }

    /** What is reserved already stays so: the kernel takes the list whole. */
    private static List<Cure> reserve(SystemPorts system, List<Integer> ports) {
        var all = new TreeSet<>(ports);
        system.reserved().forEach(range -> Ports.addAll(all, range));
        var list = Ports.list(all);
        return List.of(
                new Cure(
                        new Phrase("reserve them until the next start", "保留到下次启动"),
                        "sysctl -w %s=\"%s\"".formatted(RESERVED, list)),
                new Cure(
                        new Phrase(
                                "reserve them for good, in /etc/sysctl.d/90-berth.conf",
                                "永久保留，写入 /etc/sysctl.d/90-berth.conf"),
                        "%s = %s".formatted(RESERVED, list)));
    }

    private static List<Cure> excludedFromDynamic(List<Integer> ports) {
        var cures = new ArrayList<Cure>();
        for (var range : Ports.merged(ports)) {
            for (var protocol : List.of("tcp", "udp")) {
                cures.add(
                        new Cure(
                                new Phrase("administer them, for good", "永久管理这些端口"),
                                "netsh int ipv4 add excludedportrange protocol=%s startport=%d numberofports=%d store=persistent"
                                        .formatted(protocol, range.first(), range.size())));
            }
        }
        return cures.stream().limit(MOST_LINES).toList();
    }

    /** WinNAT takes blocks of 100 at every start, unless they are administered before it does. */
    static List<Cure> excluded(List<Integer> ports) {
        var cures = new ArrayList<Cure>();
        cures.add(new Cure(new Phrase("let go of all blocks", "释放所有块"), "net stop winnat"));
        cures.addAll(excludedFromDynamic(ports));
        cures.add(new Cure(new Phrase("let it take others", "让它另取"), "net start winnat"));
        return cures;
    }

    static List<Cure> unprivileged(SystemPorts system, int lowest) {
        if (system.kind() != SystemPorts.Kind.LINUX) {
            return List.of();
        }
        var name = "net.ipv4.ip_unprivileged_port_start";
        return List.of(
                new Cure(
                        new Phrase("let everybody bind them", "允许所有用户绑定"),
                        "sysctl -w %s=%d".formatted(name, lowest)),
                new Cure(
                        new Phrase("in the unit of the service", "写入服务单元"),
                        "AmbientCapabilities=CAP_NET_BIND_SERVICE"));
    }

    /** The line that reserves a whole range. */
    static List<Cure> keepOff(SystemPorts system, PortRange range) {
        var ports = new TreeSet<Integer>();
        Ports.addAll(ports, range);
        return keepOff(system, List.copyOf(ports));
    }
}

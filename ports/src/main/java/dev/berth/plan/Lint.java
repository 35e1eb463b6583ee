package dev.berth.plan;

import dev.berth.plan.Finding.Cure;
import dev.berth.ports.BrowserPorts;
import dev.berth.ports.Language;
import dev.berth.ports.Phrase;
import dev.berth.ports.PortRange;
import dev.berth.ports.SystemPorts;
import dev.berth.ports.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * Looks at a plan for what will go wrong one day, although nothing is wrong today.
 *
 * @param system the ports of the operating system
 * @param ground the rest of the machine; nobody is asked who holds a port now
 */
public record Lint(SystemPorts system, Ground ground) {
    /** {@code --service-node-port-range} of kube-apiserver. */
    static final PortRange NODE_PORTS = new PortRange(30_000, 32_767);

    /** What Windows, macOS and IANA (RFC 6335, section 6) call dynamic. */
    static final PortRange DYNAMIC = new PortRange(49_152, 65_535);

    private static final Set<Integer> AIRPLAY = Set.of(5_000, 7_000);
    private static final Set<Integer> DEVELOPERS =
            Set.of(3_000, 3_001, 3_030, 4_000, 4_200, 5_000, 5_173, 8_000, 8_080, 8_888, 9_000);

    private static final Cure NEXT =
            new Cure(new Phrase("see which base is free", "查看空闲的基准端口"), "berth ports plan next");

    /** Everything about a plan, the worst first. */
    public List<Finding> of(Plan plan) {
        var findings = new ArrayList<Finding>();
        plan.clashes().forEach(clash -> findings.add(clash(clash)));
        plan.bookings().forEach(booking -> findings.addAll(of(booking)));
        findings.sort(Comparator.comparing(Finding::severity));
        return findings;
    }

    /** Everything about a range that ports are given out from. */
    public List<Finding> of(String name, PortRange range, Set<Transport> transports) {
        return of(Tenancy.of(name, range, transports));
    }

    private static Finding clash(Clash.Booked clash) {
        return new Finding(
                Severity.ERROR,
                Hazard.CLASH,
                clash.owner(),
                new Phrase(clash.text(Language.ENGLISH), clash.text(Language.CHINESE)),
                List.of(
                        new Cure(
                                new Phrase("move one of the two", "移动其中之一"),
                                "berth ports plan replan")));
    }

    private List<Finding> of(Booking booking) {
        var tenancy = Tenancy.of(booking);
        var findings = new ArrayList<>(of(tenancy));
        protectedPorts(tenancy).ifPresent(findings::add);
        developers(tenancy).ifPresent(findings::add);
        KnownPorts.ALL.forEach(known -> known(tenancy, known).ifPresent(findings::add));
        declared(booking, findings);
        return findings;
    }

    private List<Finding> of(Tenancy tenancy) {
        return Stream.of(
                        ephemeral(tenancy),
                        dynamic(tenancy),
                        nodePorts(tenancy),
                        excluded(tenancy),
                        privileged(tenancy),
                        browsers(tenancy),
                        airplay(tenancy))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Finding> ephemeral(Tenancy tenancy) {
        IntPredicate chosen =
                port -> system.ephemeral().contains(port) && !Ports.within(system.reserved(), port);
        return found(tenancy.where(chosen))
                .map(ports ->
                        new Finding(
                                Severity.WARNING,
                                Hazard.EPHEMERAL_RANGE,
                                tenancy.subject(),
                                halves(tenancy.subject(), ports),
                                SystemCures.keepOff(system, ports)));
    }

    /** Linux gives even ports to connect() and odd ones to bind(0) (commit 07f4c90062f8). */
    private Phrase halves(String subject, List<Integer> ports) {
        long even = ports.stream().filter(port -> port % 2 == 0).count();
        long odd = ports.size() - even;
        var list = Ports.list(ports);
        return system.kind() == SystemPorts.Kind.LINUX
                ? new Phrase(
                        "%s has %s in the system's ephemeral range %s: %d even, which it prefers for outgoing connections, and %d odd, for programs that bind port 0; any of them may be taken when it is needed"
                                .formatted(subject, list, system.ephemeral(), even, odd),
                        "%s 的 %s 落在系统临时端口范围 %s：偶数 %d 个，优先分给外出连接；奇数 %d 个，分给绑定端口 0 的程序；需要时可能已被占用"
                                .formatted(subject, list, system.ephemeral(), even, odd))
                : new Phrase(
                        "%s has %s in the system's dynamic range %s, which any outgoing connection may take"
                                .formatted(subject, list, system.ephemeral()),
                        "%s 的 %s 落在系统动态端口范围 %s，任何外出连接都可能占用"
                                .formatted(subject, list, system.ephemeral()));
    }

    private Optional<Finding> dynamic(Tenancy tenancy) {
        if (system.ephemeral().equals(DYNAMIC)) {
            return Optional.empty(); // Said already.
        }
        return found(tenancy.where(port -> DYNAMIC.contains(port)))
                .map(ports ->
                        new Finding(
                                Severity.NOTE,
                                Hazard.EPHEMERAL_RANGE,
                                tenancy.subject(),
                                new Phrase(
                                        "%s has %s in 49152-65535, which Windows and macOS give to outgoing connections; the plan will not do there"
                                                .formatted(tenancy.subject(), Ports.list(ports)),
                                        "%s 的 %s 在 49152-65535 内，Windows 和 macOS 把它分给外出连接；该规划在那些系统上不适用"
                                                .formatted(tenancy.subject(), Ports.list(ports))),
                                List.of()));
    }

    private static Optional<Finding> nodePorts(Tenancy tenancy) {
        return found(tenancy.where(NODE_PORTS::contains))
                .map(ports ->
                        new Finding(
                                Severity.WARNING,
                                Hazard.NODE_PORT,
                                tenancy.subject(),
                                new Phrase(
                                        "%s has %s in 30000-32767, which Kubernetes gives to services of type NodePort if it runs here"
                                                .formatted(tenancy.subject(), Ports.list(ports)),
                                        "%s 的 %s 在 30000-32767 内，若此机运行 Kubernetes，会分给 NodePort 服务"
                                                .formatted(tenancy.subject(), Ports.list(ports))),
                                List.of(
                                        new Cure(
                                                new Phrase(
                                                        "have kube-apiserver use another range",
                                                        "让 kube-apiserver 用别的范围"),
                                                "--service-node-port-range=28000-29999"))));
    }

    private Optional<Finding> excluded(Tenancy tenancy) {
        return found(tenancy.where(port -> Ports.within(system.excluded(), port)))
                .map(ports ->
                        new Finding(
                                Severity.ERROR,
                                Hazard.OS_EXCLUDED,
                                tenancy.subject(),
                                new Phrase(
                                        "%s has %s, which Windows keeps from every program (error 10013), and may keep others after the next start"
                                                .formatted(tenancy.subject(), Ports.list(ports)),
                                        "%s 的 %s 被 Windows 排除，任何程序都不能用（错误 10013），重启后可能是别的端口"
                                                .formatted(tenancy.subject(), Ports.list(ports))),
                                SystemCures.excluded(ports)));
    }

    private Optional<Finding> privileged(Tenancy tenancy) {
        return found(tenancy.where(port -> port < system.unprivilegedStart()))
                .map(ports ->
                        new Finding(
                                Severity.WARNING,
                                Hazard.PRIVILEGED,
                                tenancy.subject(),
                                new Phrase(
                                        "%s has %s below %d, which only a privileged user may bind"
                                                .formatted(
                                                        tenancy.subject(),
                                                        Ports.list(ports),
                                                        system.unprivilegedStart()),
                                        "%s 的 %s 低于 %d，只有特权用户可以绑定"
                                                .formatted(
                                                        tenancy.subject(),
                                                        Ports.list(ports),
                                                        system.unprivilegedStart())),
                                SystemCures.unprivileged(system, ports.getFirst())));
    }

    private static Optional<Finding> browsers(Tenancy tenancy) {
        return found(tenancy.browsers().stream().filter(BrowserPorts::blocked).toList())
                .map(ports ->
                        new Finding(
                                Severity.ERROR,
                                Hazard.BROWSER_BLOCKED,
                                tenancy.subject(),
                                new Phrase(
                                        "%s has %s for browsers, and every browser refuses to connect there (WHATWG Fetch, \"bad port\")"
                                                .formatted(tenancy.subject(), Ports.list(ports)),
                                        "%s 的 %s 供浏览器使用，但所有浏览器都拒绝连接（WHATWG Fetch “bad port”）"
                                                .formatted(tenancy.subject(), Ports.list(ports))),
                                List.of(NEXT)));
    }

    private static Optional<Finding> airplay(Tenancy tenancy) {
        return found(tenancy.where(Set.of(Transport.TCP), AIRPLAY::contains))
                .map(ports ->
                        new Finding(
                                Severity.NOTE,
                                Hazard.AIRPLAY_RECEIVER,
                                tenancy.subject(),
                                new Phrase(
                                        "%s has %s, where macOS' AirPlay Receiver listens since Monterey"
                                                .formatted(tenancy.subject(), Ports.list(ports)),
                                        "%s 的 %s 自 Monterey 起被 macOS 的“隔空播放接收器”占用"
                                                .formatted(tenancy.subject(), Ports.list(ports))),
                                List.of(
                                        new Cure(
                                                new Phrase(
                                                        "on a Mac, switch it off in the settings",
                                                        "在 Mac 上从设置里关闭"),
                                                "System Settings > General > AirDrop & Handoff > AirPlay Receiver"))));
    }

    /** The true story of "keep off 3000-5000": no system claims it, developers do. */
    private static Optional<Finding> developers(Tenancy tenancy) {
        return found(tenancy.where(Set.of(Transport.TCP), DEVELOPERS::contains))
                .map(ports ->
                        new Finding(
                                Severity.NOTE,
                                Hazard.DEVELOPERS_DEFAULT,
                                tenancy.subject(),
                                new Phrase(
                                        "%s has %s, which no system claims, but which many programs in development have as their default"
                                                .formatted(tenancy.subject(), Ports.list(ports)),
                                        "%s 的 %s 没有系统占用，但许多开发中的程序以它为默认端口"
                                                .formatted(tenancy.subject(), Ports.list(ports))),
                                List.of()));
    }

    private static Optional<Finding> known(Tenancy tenancy, KnownPorts known) {
        return found(tenancy.where(known.transports(), known.ports()::contains))
                .map(ports ->
                        new Finding(
                                Severity.NOTE,
                                Hazard.KNOWN_NEIGHBOUR,
                                tenancy.subject(),
                                new Phrase(
                                        "%s has %s, known as the port of %s if that runs here"
                                                .formatted(
                                                        tenancy.subject(),
                                                        Ports.list(ports),
                                                        known.whose()),
                                        "%s 的 %s 是 %s 的常用端口（若它在此机运行）"
                                                .formatted(
                                                        tenancy.subject(),
                                                        Ports.list(ports),
                                                        known.whose())),
                                List.of()));
    }

    private void declared(Booking booking, List<Finding> findings) {
        for (var port : booking.ports()) {
            ground.declaration(port.endpoint(), port.owner())
                    .map(by -> new Clash.Declared(port, by))
                    .map(clash ->
                            new Finding(
                                    Severity.WARNING,
                                    Hazard.DECLARED,
                                    booking.owner(),
                                    new Phrase(
                                            clash.text(Language.ENGLISH),
                                            clash.text(Language.CHINESE)),
                                    List.of()))
                    .ifPresent(findings::add);
        }
    }

    /** Of a booking only: a range may hold protected ports, no block with one is given out. */
    private Optional<Finding> protectedPorts(Tenancy tenancy) {
        return found(tenancy.where(port -> ground.protection(port).isPresent()))
                .map(ports ->
                        new Finding(
                                Severity.NOTE,
                                Hazard.PROTECTED,
                                tenancy.subject(),
                                new Phrase(
                                        "%s has %s, which ports.protected keeps for others"
                                                .formatted(tenancy.subject(), Ports.list(ports)),
                                        "%s 的 %s 由 ports.protected 留给别人"
                                                .formatted(tenancy.subject(), Ports.list(ports))),
                                List.of(
                                        new Cure(
                                                new Phrase("move whoever is on them", "移开占用者"),
                                                "berth ports plan replan"))));
    }

    private static Optional<List<Integer>> found(List<Integer> ports) {
        return ports.isEmpty() ? Optional.empty() : Optional.of(ports);
    }
}

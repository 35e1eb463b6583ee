package dev.berth.ports;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns the kernel's reasons into refusals that a person can act on. Any thread may ask. */
final class Refusals {
    private final Owners owners;

    Refusals(Owners owners) {
        this.owners = owners;
    }

    /**
     * The refusal that a fault means; for a port in use without its holders, which cost time to
     * find.
     */
    static Refusal of(Endpoint endpoint, Fault fault) {
        return switch (fault) {
            case IN_USE, PASSED -> new Verdict.Held(endpoint, Rule.UNSEEN, List.of());
            case FORBIDDEN -> forbidden(endpoint);
            case NOT_LOCAL -> notLocal(endpoint);
            case NO_FILES_LEFT ->
                    limited(
                            endpoint,
                            "this process, or this system, has as many files open as it may",
                            "本进程或本系统打开的文件数已达上限");
            case NO_MEMORY_LEFT ->
                    limited(endpoint, "the system has no memory left for sockets", "系统没有内存可用于套接字");
            case UNSUPPORTED -> unsupported(endpoint);
        };
    }

    private static Refusal forbidden(Endpoint endpoint) {
        int first = Sysctl.unprivilegedStart();
        return endpoint.port() < first ? privileged(endpoint, first) : excluded(endpoint);
    }

    private static Refusal privileged(Endpoint endpoint, int first) {
        var ways = new ArrayList<Remedy>();
        ways.add(
                Remedy.of(
                        Remedy.Kind.MOVE,
                        "use a port from %d up".formatted(first),
                        "使用 %d 及以上的端口".formatted(first)));
        if (Platform.LINUX) {
            String setting = "net.ipv4.ip_unprivileged_port_start";
            ways.add(
                    Remedy.of(
                            Remedy.Kind.CHANGE_SYSTEM,
                            "let every user have it",
                            "允许所有用户使用它",
                            "sysctl -w %s=%d".formatted(setting, endpoint.port())));
            ways.add(
                    Remedy.of(
                            Remedy.Kind.CHANGE_SYSTEM,
                            "give the service AmbientCapabilities=CAP_NET_BIND_SERVICE in its systemd unit",
                            "在其 systemd 单元中设置 AmbientCapabilities=CAP_NET_BIND_SERVICE"));
        }
        String user = System.getProperty("user.name", "of this process");
        return new Verdict.Forbidden(
                endpoint,
                Rule.PRIVILEGED,
                new Phrase(
                        "ports below %d, the system's ip_unprivileged_port_start, need a privilege that user %s has not"
                                .formatted(first, user),
                        "低于 %d（系统的 ip_unprivileged_port_start）的端口需要用户 %s 所没有的权限"
                                .formatted(first, user)),
                ways);
    }

    private static Refusal excluded(Endpoint endpoint) {
        return Platform.WINDOWS
                ? new Verdict.Forbidden(
                        endpoint,
                        Rule.OS_EXCLUDED,
                        new Phrase(
                                "Windows has excluded the range it lies in, or its holder is exclusive (error 10013); no process owns an excluded port",
                                "Windows 已排除它所在的范围，或其占用者是独占的（错误 10013）；被排除的端口不属于任何进程"),
                        List.of(
                                Remedy.of(
                                        Remedy.Kind.LOOK_CLOSER,
                                        "see the excluded ranges",
                                        "查看被排除的范围",
                                        "netsh int ipv4 show excludedportrange protocol="
                                                + endpoint.transport()),
                                Remedy.ANOTHER_PORT))
                : new Verdict.Forbidden(
                        endpoint,
                        Rule.SECURITY_POLICY,
                        new Phrase("a security rule of this system excludes it", "本系统的安全规则排除了它"),
                        List.of(Remedy.ANOTHER_PORT));
    }

    private static Refusal notLocal(Endpoint endpoint) {
        return new Verdict.Forbidden(
                endpoint,
                Rule.ADDRESS_NOT_LOCAL,
                new Phrase("none of this machine's interfaces has that address", "本机没有任何网络接口拥有该地址"),
                List.of(
                        Remedy.of(
                                Remedy.Kind.MOVE,
                                "use one of its own addresses",
                                "使用本机自己的地址",
                                Platform.LINUX ? "ip -brief address" : null),
                        Remedy.of(
                                Remedy.Kind.MOVE,
                                "leave the address out to mean every address",
                                "省略地址，即表示所有地址")));
    }

    private static Refusal unsupported(Endpoint endpoint) {
        return new Verdict.Forbidden(
                endpoint,
                Rule.FAMILY_UNSUPPORTED,
                new Phrase(
                        "this system, or this JVM, has no sockets of its address family",
                        "本系统或本 JVM 没有该地址族的套接字"),
                List.of(
                        Remedy.of(
                                Remedy.Kind.MOVE,
                                "use an address of the other IP version",
                                "使用另一 IP 版本的地址"),
                        Remedy.of(
                                Remedy.Kind.CHANGE_SYSTEM,
                                "switch IPv6 on",
                                "启用 IPv6",
                                Platform.LINUX
                                        ? "sysctl -w net.ipv6.conf.all.disable_ipv6=0"
                                        : null)));
    }

    /** A limit was met that has nothing to do with the port. */
    static Verdict.Unknown limited(Endpoint endpoint, String english, String chinese) {
        return new Verdict.Unknown(
                endpoint,
                Rule.RESOURCE_LIMIT,
                new Phrase(english, chinese),
                List.of(
                        Remedy.of(Remedy.Kind.RELEASE, "release what is not needed", "释放不需要的资源"),
                        Remedy.of(
                                Remedy.Kind.CHANGE_SYSTEM,
                                "raise the limit and start again",
                                "提高上限后重新启动",
                                Platform.LINUX ? "ulimit -n 65536" : null)));
    }

    /** The same refusal with the holders of the port found out, and what they make of it. */
    Refusal complete(Refusal refusal) {
        return switch (refusal) {
            case Verdict.Held(Endpoint endpoint, Rule _, var holders, var _)
                    when holders.isEmpty() ->
                    held(endpoint, holders(endpoint));
            default -> refusal;
        };
    }

    private static Refusal held(Endpoint endpoint, List<Holder> holders) {
        boolean past = holders.stream().allMatch(h -> h.kind() == Holder.Kind.TIME_WAIT);
        if (past && !holders.isEmpty()) {
            return new Verdict.Cooling(endpoint, Rule.TIME_WAIT, longest(holders), holders);
        }
        return new Verdict.Held(endpoint, Contended.rule(endpoint, holders), holders);
    }

    private static @Nullable Duration longest(List<Holder> holders) {
        return holders.stream()
                .map(Holder::left)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Who has sockets on the endpoint; {@link Holder.Kind#UNKNOWN} where nobody can be asked. */
    List<Holder> holders(Endpoint endpoint) {
        try {
            return owners.of(endpoint);
        } catch (IOException unanswered) {
            return List.of(Holder.unknown(endpoint));
        }
    }
}

package dev.berth.ports;

import dev.berth.ports.Complaints.Saying;
import java.util.List;
import java.util.regex.Pattern;

/** What programs and systems say when a port is not to be had, the most telling first. */
final class Sayings {
    private static final List<Rule> IN_USE =
            List.of(Rule.SAME_ADDRESS, Rule.WILDCARD_COVERS, Rule.BOUND_ONLY, Rule.TIME_WAIT);
    private static final List<Rule> FORBIDDEN = List.of(Rule.PRIVILEGED, Rule.SECURITY_POLICY);
    private static final List<Rule> NOT_LOCAL = List.of(Rule.ADDRESS_NOT_LOCAL);
    private static final List<Rule> NO_FILES = List.of(Rule.RESOURCE_LIMIT);

    private static final Phrase TAKEN =
            new Phrase(
                    "another socket has the port: a listener, a socket that is bound and does not listen, an outgoing connection, or one that ended less than a minute ago",
                    "端口被另一个套接字占用：监听者、已绑定但未监听的套接字、对外连接，或一分钟内刚结束的连接");
    private static final Phrase DENIED =
            new Phrase(
                    "the user may not bind the port: on Linux because it is below net.ipv4.ip_unprivileged_port_start, or a security module says no",
                    "用户无权绑定该端口：在 Linux 上是因为它低于 net.ipv4.ip_unprivileged_port_start，或被安全模块拒绝");
    private static final Phrase ELSEWHERE =
            new Phrase(
                    "no interface of this machine has the address that was asked for; the port has nothing to do with it",
                    "本机没有任何接口拥有所请求的地址；与端口无关");
    private static final Phrase FILES =
            new Phrase(
                    "the process, or the system, has as many files open as it may; the port has nothing to do with it",
                    "进程或系统打开的文件数已达上限；与端口无关");

    static final List<Saying> ALL =
            List.of(
                    say(
                            "(^|[^0-9.-])-203\\b|UPNP_E_SOCKET_BIND",
                            "libupnp",
                            "UPNP_E_SOCKET_BIND (-203)",
                            List.of(
                                    Rule.HOLDER_EXCLUSIVE,
                                    Rule.ADDRESS_NOT_LOCAL,
                                    Rule.PRIVILEGED,
                                    Rule.ALL_TRIED),
                            "it could not bind a socket, and says the same for a port in use, a wrong interface, a missing permission and an exhausted range; nearly always udp/1900 (SSDP), which no setting moves, is held by a program that did not set SO_REUSEADDR; only the HTTP port, tcp/49152 and up, can be configured",
                            "它无法绑定套接字；端口被占用、接口错误、权限不足、范围用尽都报同一个值；几乎总是 udp/1900（SSDP，无法更改）被未设置 SO_REUSEADDR 的程序占用；可配置的只有 HTTP 端口 tcp/49152 及以上",
                            Endpoint.udp(1900),
                            Endpoint.tcp(49_152)),
                    say(
                            "(^|[^0-9.-])-20[56]\\b|UPNP_E_(OUTOF_SOCKET|LISTEN)",
                            "libupnp",
                            "UPNP_E_OUTOF_SOCKET (-205) or UPNP_E_LISTEN (-206)",
                            List.of(Rule.RESOURCE_LIMIT, Rule.SAME_ADDRESS),
                            "it has no socket left, or could not listen on one that it had bound",
                            "套接字用尽，或无法在已绑定的套接字上监听",
                            Endpoint.tcp(49_152)),
                    say(
                            "\\b10013\\b|WSAEACCES|access a socket in a way forbidden|访问权限不允许的方式",
                            "Windows",
                            "WSAEACCES (10013)",
                            List.of(Rule.OS_EXCLUDED, Rule.HOLDER_EXCLUSIVE),
                            "Windows has excluded the range that the port lies in, which Hyper-V and WinNAT do anew at every boot and no process owns (netsh int ipv4 show excludedportrange protocol=tcp), or its holder bound it exclusively",
                            "Windows 排除了该端口所在的范围（Hyper-V 与 WinNAT 每次启动都会重新分配，不属于任何进程，用 netsh int ipv4 show excludedportrange protocol=tcp 查看），或占用者以独占方式绑定"),
                    say(
                            "\\b10048\\b|WSAEADDRINUSE|[Oo]nly one usage of each socket address|通常每个套接字地址",
                            "Windows",
                            "WSAEADDRINUSE (10048)",
                            IN_USE,
                            "another socket has the port, an ordinary conflict: Windows does not keep ports such as 3030 for itself, and those that it does keep give 10013 (netstat -ano names the process)",
                            "端口被另一个套接字占用，是普通的冲突：Windows 并不保留 3030 之类的端口，真正被保留的端口报 10013（netstat -ano 可查出进程）"),
                    say(
                            "\\b10049\\b|WSAEADDRNOTAVAIL",
                            "Windows",
                            "WSAEADDRNOTAVAIL (10049)",
                            NOT_LOCAL,
                            ELSEWHERE),
                    say(
                            "\\b(10024|10055)\\b|WSAE(MFILE|NOBUFS)",
                            "Windows",
                            "WSAEMFILE (10024) or WSAENOBUFS (10055)",
                            NO_FILES,
                            "sockets, buffers or the dynamic ports (49152-65535) ran out; the port that was asked for has nothing to do with it",
                            "套接字、缓冲区或动态端口（49152-65535）用尽；与所请求的端口无关"),
                    say(
                            "port is already allocated",
                            "Docker",
                            "port is already allocated",
                            List.of(Rule.LEASED, Rule.FORWARDED),
                            "another container publishes the port (docker ps shows which); it may have no socket at all, so that ss and lsof show nobody",
                            "另一个容器发布了该端口（docker ps 可查）；它可能完全没有套接字，ss 和 lsof 都看不到"),
                    say(
                            "[Pp]orts are not available|userland proxy",
                            "Docker",
                            "starting the userland proxy failed",
                            IN_USE,
                            "a program on the host, not a container, has the port that was to be published",
                            "要发布的端口被宿主机上的程序（而不是容器）占用"),
                    say(
                            "none reserved port in pool",
                            "ZLMediaKit",
                            "none reserved port in pool",
                            List.of(Rule.ALL_TRIED),
                            "its pool of RTP ports is empty: every pair is leased, or leaked by streams that failed half-way; it says the same after three ports that others hold, so free ones may be left (rtp_proxy.port_range)",
                            "RTP 端口池已空：所有端口对都已租出，或被中途失败的流泄漏；连续三个端口被他人占用时也会这样报，所以可能仍有空闲端口（rtp_proxy.port_range）"),
                    say(
                            "Could not create listener socket on port",
                            "Icecast",
                            "could not create listener socket",
                            List.of(Rule.SAME_ADDRESS, Rule.PRIVILEGED, Rule.ADDRESS_NOT_LOCAL),
                            "it could not listen, and does not say why: the port is in use, privileged, or its bind-address is not of this machine",
                            "无法监听，但没有说明原因：端口被占用、需要特权，或 bind-address 不属于本机"),
                    say(
                            "Unix_error\\(.*EADDRINUSE|in use in bind\\(\\)",
                            "Liquidsoap",
                            "EADDRINUSE in bind()",
                            IN_USE,
                            "a port of the station is held: the harbor listens on its port and, for legacy Shoutcast DJs, on that plus one; often it is the station's own old process, which has not ended yet",
                            "电台的某个端口被占用：harbor 监听自己的端口，并为旧式 Shoutcast DJ 监听其加一的端口；往往是本电台尚未退出的旧进程"),
                    say(
                            "EADDRNOTAVAIL|[Cc]annot assign requested address|[Cc]an't assign requested address|AddrNotAvailable|无法指定被请求的地址|无法分配请求的地址",
                            "POSIX",
                            "EADDRNOTAVAIL (99 on Linux, 49 on macOS)",
                            NOT_LOCAL,
                            ELSEWHERE),
                    say(
                            "EADDRINUSE|[Aa]ddress already in use|AddrInUse|port \\d+ (was|is) already in use|Port \\d+ was already in use|地址已在使用|地址已被使用|\\[Errno (98|48)\\]|\\(98: ",
                            "POSIX",
                            "EADDRINUSE (98 on Linux, 48 on macOS)",
                            IN_USE,
                            TAKEN),
                    say(
                            "EACCES|[Pp]ermission denied|\\(13: |\\[Errno 13\\]|PermissionDenied|权限不够|权限被拒绝",
                            "POSIX",
                            "EACCES (13)",
                            FORBIDDEN,
                            DENIED),
                    say(
                            "EMFILE|ENFILE|[Tt]oo many open files|打开的文件过多",
                            "POSIX",
                            "EMFILE (24) or ENFILE (23)",
                            NO_FILES,
                            FILES),
                    say(
                            "EAFNOSUPPORT|[Aa]ddress family not supported",
                            "POSIX",
                            "EAFNOSUPPORT (97 on Linux, 47 on macOS)",
                            List.of(Rule.FAMILY_UNSUPPORTED),
                            "the system has no sockets of that IP version, such as IPv6 where it is switched off",
                            "系统没有该 IP 版本的套接字，例如 IPv6 被关闭"),
                    say(
                            "ERR_UNSAFE_PORT|[Bb]ad port|restricted port|不安全的端口",
                            "Browsers",
                            "ERR_UNSAFE_PORT",
                            List.of(Rule.BROWSER_BLOCKED),
                            "the browser refuses to connect to this port number, whatever listens there; use another port for what browsers are to reach",
                            "浏览器拒绝连接这个端口号，不论谁在监听；供浏览器访问的服务请换端口"),
                    say("^\\s*(98|48)\\s*$", "POSIX", "EADDRINUSE", IN_USE, TAKEN),
                    say("^\\s*13\\s*$", "POSIX", "EACCES (13)", FORBIDDEN, DENIED),
                    say("^\\s*(99|49)\\s*$", "POSIX", "EADDRNOTAVAIL", NOT_LOCAL, ELSEWHERE),
                    say("^\\s*(23|24)\\s*$", "POSIX", "EMFILE (24)", NO_FILES, FILES));

    private Sayings() {}

    private static Saying say(
            String pattern,
            String program,
            String name,
            List<Rule> causes,
            String english,
            String chinese,
            Endpoint... usual) {
        return new Saying(
                Pattern.compile(pattern),
                program,
                name,
                causes,
                new Phrase(english, chinese),
                List.of(usual));
    }

    private static Saying say(
            String pattern, String program, String name, List<Rule> causes, Phrase meaning) {
        return say(pattern, program, name, causes, meaning.english(), meaning.chinese());
    }
}

package dev.berth.ports;

import static dev.berth.ports.Given.claim;
import static dev.berth.ports.Given.freePort;
import static dev.berth.ports.Given.freePorts;
import static dev.berth.ports.Given.inUse;
import static dev.berth.ports.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real programs hold real ports; the numbers are those of the conformance cases. */
class RefusalTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Authority authority = new Authority();

    @BeforeAll
    static void onlyLinuxIsKnownWell() {
        assumeTrue(Platform.LINUX);
    }

    @AfterEach
    void close() {
        authority.close();
    }

    @Test
    void aPortThatNetcatListensOnIsRefusedWithItsNameItsPidAndTheWayOut() throws IOException {
        int port = freePort();
        try (var netcat = Peer.run("nc", "-v", "-l", "127.0.0.1", Integer.toString(port))) {
            assertThat(netcat.line()).contains("Listening");
            var refusal = inUse(authority, claim(Endpoint.tcp("127.0.0.1", port)));
            var holder = refusal.holders().getFirst();
            assertThat(holder.pid()).isEqualTo(netcat.pid());
            assertThat(holder.command()).isEqualTo("nc");
            assertThat(holder.commandLine()).isEqualTo("nc -v -l 127.0.0.1 " + port);
            assertThat(holder.kind()).isEqualTo(Holder.Kind.LISTENER);
            assertThat(holder.user()).isEqualTo(System.getProperty("user.name"));
            assertThat(holder.since()).isNotNull();
            assertThat(refusal.remedies())
                    .anySatisfy(way -> {
                        assertThat(way.text()).isEqualTo("stop nc");
                        assertThat(way.text(Language.CHINESE)).isEqualTo("停止 nc");
                        assertThat(way.command()).isEqualTo("kill " + netcat.pid());
                    });
            assertThat(refusal.explain())
                    .startsWith("tcp/127.0.0.1:%d is in use by nc (pid ".formatted(port));
        }
    }

    @Test
    void case1AWildcardHolderIsNamedToWhoAsksForOneAddress() throws IOException {
        try (var peer =
                Peer.python("s = bound(TCP, '0.0.0.0', 0, True); s.listen(); say(port(s))")) {
            assertHeldBy(peer, Endpoint.tcp("127.0.0.1", peer.number()));
        }
    }

    @Test
    void case2AHolderOfOneAddressIsNamedToWhoAsksForTheWildcard() throws IOException {
        try (var peer = Peer.python("s = bound(TCP, '127.0.0.1', 0); s.listen(); say(port(s))")) {
            int port = peer.number();
            assertHeldBy(peer, Endpoint.tcp("0.0.0.0", port));
            assertHeldBy(peer, Endpoint.tcp(port));
        }
    }

    @Test
    void case3AnotherAddressOfTheSameMachineIsFree() throws IOException {
        try (var peer = Peer.python("s = bound(TCP, '127.0.0.1', 0); s.listen(); say(port(s))")) {
            authority.lease(claim(Endpoint.tcp("127.0.0.2", peer.number()))).close();
        }
    }

    @Test
    void case4ADualStackHolderCoversIpv4() throws IOException {
        try (var peer =
                Peer.python("s = bound(TCP, '::', 0, family=V6); s.listen(); say(port(s))")) {
            int port = peer.number();
            assertHeldBy(peer, Endpoint.tcp("127.0.0.1", port));
            assertHeldBy(peer, Endpoint.tcp("0.0.0.0", port));
        }
    }

    @Test
    void case5AHolderOfIpv6OnlyLeavesIpv4Free() throws IOException {
        try (var peer =
                Peer.python(
                        "s = bound(TCP, '::', 0, family=V6, only6=True); s.listen(); say(port(s))")) {
            int port = peer.number();
            assertHeldBy(peer, Endpoint.tcp(port));
            assertThat(authority.holders(Endpoint.tcp("0.0.0.0", port))).isEmpty();
            authority.lease(claim(Endpoint.tcp("0.0.0.0", port))).close();
        }
    }

    @Test
    void case7AHolderOfTheIpv6LoopbackKeepsTheDualStackWildcardBusyButNotIpv4() throws IOException {
        try (var peer =
                Peer.python("s = bound(TCP, '::1', 0, family=V6); s.listen(); say(port(s))")) {
            int port = peer.number();
            assertHeldBy(peer, Endpoint.tcp(port));
            authority.lease(claim(Endpoint.tcp("127.0.0.1", port))).close();
        }
    }

    @Test
    void case8AJavaListenerOnIpv4IsFoundAlthoughItsSocketIsOfIpv6() throws IOException {
        try (var channel = ServerSocketChannel.open()) {
            channel.bind(new InetSocketAddress(LOOPBACK, 0));
            var endpoint = Endpoint.tcp("127.0.0.1", channel.socket().getLocalPort());
            assertThat(authority.holders(endpoint))
                    .extracting(Holder::pid)
                    .containsExactly(ProcessHandle.current().pid());
        }
    }

    @Test
    void case11AnAddressOfAnotherMachineEndsTheSearchAtOnce() {
        var elsewhere = Endpoint.tcp("192.0.2.1", freePort());
        for (var endpoint : List.of(elsewhere, Endpoint.udp("192.0.2.1", elsewhere.port()))) {
            for (var asked : List.of(claim(endpoint), claim(endpoint).guarded())) {
                var refusal = refused(authority, asked);
                assertThat(refusal).isInstanceOf(Verdict.Forbidden.class);
                assertThat(refusal.endpoint()).isEqualTo(endpoint);
                assertThat(refusal.rule()).isEqualTo(Rule.ADDRESS_NOT_LOCAL);
            }
        }
        var everything = new PortRange(1, 65_535);
        for (var searching :
                List.of(
                        Claim.next("a", "b", elsewhere),
                        Claim.pool("a", "b", elsewhere, everything))) {
            assertThat(refused(authority, searching).rule()).isEqualTo(Rule.ADDRESS_NOT_LOCAL);
        }
    }

    @Test
    void case12TheOtherPortSpaceIsFree() throws IOException {
        try (var peer = Peer.python("s = bound(TCP, '0.0.0.0', 0); s.listen(); say(port(s))")) {
            authority.lease(claim(Endpoint.udp(peer.number()))).close();
        }
    }

    @Test
    void aUdpReceiverIsNamed() throws IOException {
        try (var peer = Peer.python("s = bound(UDP, '127.0.0.1', 0); say(port(s))")) {
            int port = peer.number();
            assertHeldBy(peer, Endpoint.udp("127.0.0.1", port));
            assertHeldBy(peer, Endpoint.udp(port));
        }
    }

    @Test
    void case17AUdpPortIsNeverSharedWithAReceiverThatWouldAllowIt() throws IOException {
        try (var peer = Peer.python("s = bound(UDP, '0.0.0.0', 0, True); say(port(s))")) {
            assertHeldBy(peer, Endpoint.udp("127.0.0.1", peer.number()));
        }
    }

    @Test
    void case20ASocketThatIsBoundAndDoesNotListenIsNamedAlthoughProcNetDoesNotShowIt()
            throws IOException {
        for (String reuse : List.of("False", "True")) {
            try (var peer =
                    Peer.python(
                            "s = bound(TCP, '127.0.0.1', 0, %s); say(port(s))".formatted(reuse))) {
                var endpoint = Endpoint.tcp("127.0.0.1", peer.number());
                var holder = inUse(authority, claim(endpoint)).holders().getFirst();
                assertThat(holder.pid()).isEqualTo(peer.pid());
                assertThat(holder.kind()).isEqualTo(Holder.Kind.BOUND);
                assertThat(holder.describe()).endsWith("bound but not listening");
                assertThat(refused(authority, claim(endpoint).guarded()).code()).isEqualTo("held");
            }
        }
    }

    @Test
    void case21AnOutgoingConnectionIsNamedWithItsPeer() throws IOException {
        try (var server = new ServerSocket();
                var ours = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())))) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            try (var peer =
                    Peer.python(
                            "s = socket.create_connection(('127.0.0.1', %d)); say(port(s))"
                                    .formatted(server.getLocalPort()))) {
                int port = peer.number();
                var refusal = inUse(authority, claim(Endpoint.tcp(port)));
                var holder = refusal.holders().getFirst();
                assertThat(holder.kind()).isEqualTo(Holder.Kind.OUTGOING);
                assertThat(holder.pid()).isEqualTo(peer.pid());
                assertThat(holder.peer())
                        .isEqualTo(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
                assertThat(refusal.remedies().getFirst().command())
                        .startsWith("sysctl -w net.ipv4.ip_local_reserved_ports=\"" + port);
            }
            assertThat(ours.released()).isFalse();
        }
    }

    @Test
    void case22AClientsConnectionThatHasJustEndedIsCoolingWithTheSecondsLeft() throws IOException {
        try (var peer =
                Peer.python(
                        """
                        l = bound(TCP, '127.0.0.1', 0); l.listen()
                        c = socket.create_connection(('127.0.0.1', port(l)))
                        a, _ = l.accept(); p = port(c)
                        c.close(); a.recv(1); a.close(); say(p)
                        """)) {
            var refusal = refused(authority, claim(Endpoint.tcp("127.0.0.1", peer.number())));
            assertThat(refusal).isInstanceOf(Verdict.Cooling.class);
            assertThat(refusal.rule()).isEqualTo(Rule.TIME_WAIT);
            assertThat(refusal.holders().getFirst().kind()).isEqualTo(Holder.Kind.TIME_WAIT);
            assertThat(((Verdict.Cooling) refusal).left()).isBetween(SECOND, MINUTE);
            assertThat(refusal.explain()).containsPattern("wait [0-9]+ s");
            assertThat(refusal.explain(Language.CHINESE)).containsPattern("等待 [0-9]+ 秒");
        }
    }

    @Test
    void case27EveryProcessThatSharesAListenerIsNamed() throws IOException {
        try (var peer =
                Peer.python(
                        """
                        import os
                        s = bound(TCP, '127.0.0.1', 0); s.listen()
                        child = os.fork()
                        if child: say(port(s)); say(child)
                        """)) {
            var endpoint = Endpoint.tcp("127.0.0.1", peer.number());
            long child = peer.number();
            assertThat(inUse(authority, claim(endpoint)).holders())
                    .extracting(Holder::pid)
                    .containsExactlyInAnyOrder(peer.pid(), child);
            ProcessHandle.of(child).orElseThrow().destroyForcibly();
        }
    }

    @Test
    void theListenerIsNamedAndNotTheConnectionsItAccepted() throws IOException {
        try (var peer =
                Peer.python(
                        """
                        l = bound(TCP, '127.0.0.1', 0, True); l.listen()
                        c = [socket.create_connection(('127.0.0.1', port(l))) for _ in range(5)]
                        a = [l.accept() for _ in c]; say(port(l))
                        """)) {
            var holders = inUse(authority, claim(Endpoint.tcp(peer.number()))).holders();
            assertThat(holders).extracting(Holder::kind).containsExactly(Holder.Kind.LISTENER);
        }
    }

    @Test
    void aLeaseIsHadRightAfterItsFormerOwnerWasKilledInTheMiddleOfConnections() throws IOException {
        var peer =
                Peer.python(
                        """
                        l = bound(TCP, '127.0.0.1', 0, True); l.listen()
                        c = [socket.create_connection(('127.0.0.1', port(l))) for _ in range(5)]
                        a = [l.accept() for _ in c]; say(port(l))
                        """);
        var endpoint = Endpoint.tcp("127.0.0.1", peer.number());
        peer.close();
        authority.lease(claim(endpoint)).close();
        authority.lease(claim(endpoint).guarded()).close();
    }

    @Test
    void case29AnotherUsersProcessIsUnseenButNeverTakenForNobody() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        try (var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
                var nobody =
                        Peer.java(
                                Peer.asNobody(),
                                Ask.class.getName(),
                                "strict",
                                lease.endpoint().toString())) {
            assertThat(nobody.line()).isEqualTo("held");
            assertThat(nobody.line())
                    .contains("is in use by a process this user may not see (user root)");
        }
    }

    @Test
    void case53APrivilegedPortIsForbiddenToNobodyAndTheSentenceNamesTheSetting()
            throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        assumeTrue(Sysctl.unprivilegedStart() > 7);
        try (var nobody =
                Peer.java(Peer.asNobody(), Ask.class.getName(), "strict", "tcp/127.0.0.1:7")) {
            assertThat(nobody.line()).isEqualTo("forbidden");
            assertThat(nobody.line())
                    .contains("ip_unprivileged_port_start")
                    .contains("sysctl -w net.ipv4.ip_unprivileged_port_start=7");
        }
    }

    @Test
    void whereNativeCodeIsForbiddenTheCausesAreStillToldApart() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        assumeTrue(Sysctl.unprivilegedStart() > 7);
        try (var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())))) {
            assertThat(askedWithoutNativeCode("tcp/127.0.0.1:7")).isEqualTo("forbidden");
            assertThat(askedWithoutNativeCode("tcp/192.0.2.1:7777")).isEqualTo("forbidden");
            assertThat(askedWithoutNativeCode(lease.endpoint().toString())).isEqualTo("held");
        }
    }

    private static String askedWithoutNativeCode(String endpoint) throws IOException {
        try (var asker =
                Peer.java(
                        Peer.asNobody(),
                        "--illegal-native-access=deny",
                        Ask.class.getName(),
                        "strict",
                        endpoint)) {
            return asker.line();
        }
    }

    @Test
    void case52AProcessWithoutFilesIsToldSoAndNotThatAllPortsAreBusy() throws IOException {
        var limited = List.of("prlimit", "--nofile=128:128");
        try (var asker =
                Peer.java(limited, Ask.class.getName(), "without-files", freePorts(5).toString())) {
            assertThat(asker.line()).isEqualTo("unknown");
            assertThat(asker.line()).contains("as many files open as it may");
            assertThat(asker.line()).isEqualTo("granted");
        }
    }

    @Test
    void theVerdictDoesNotDependOnTheLanguageOfMessages() throws IOException {
        var chinese = List.of("env", "LC_ALL=zh_CN.UTF-8");
        try (var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
                var asker =
                        Peer.java(
                                chinese,
                                "-Duser.language=zh",
                                "-Duser.country=CN",
                                Ask.class.getName(),
                                "strict",
                                lease.endpoint().toString())) {
            assertThat(asker.line()).isEqualTo("held");
            assertThat(asker.line()).contains("pid " + ProcessHandle.current().pid());
        }
    }

    private void assertHeldBy(Peer peer, Endpoint endpoint) {
        var holders = inUse(authority, claim(endpoint)).holders();
        assertThat(holders).extracting(Holder::pid).containsExactly(peer.pid());
        assertThat(holders).extracting(Holder::kind).containsExactly(Holder.Kind.LISTENER);
        assertThat(authority.holders(endpoint)).isEqualTo(holders);
    }
}

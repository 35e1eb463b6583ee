package dev.berth.ports;

import static dev.berth.ports.Given.claim;
import static dev.berth.ports.Given.freePort;
import static dev.berth.ports.Given.inUse;
import static dev.berth.ports.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardTest {
    private final Authority authority = new Authority();

    @BeforeEach
    void onlyLinuxCanGuard() {
        assumeTrue(Platform.LINUX);
    }

    @AfterEach
    void close() {
        authority.close();
    }

    @Test
    void case55AnUnmodifiedServerListensOverTheGuardOnAnyFormOfTheAddress() throws IOException {
        int port = freePort();
        try (var lease = authority.lease(claim(Endpoint.tcp(port)).guarded())) {
            assertThat(lease.grade()).isEqualTo(Grade.GUARDED);
            for (String address : List.of("127.0.0.1", "0.0.0.0", "::1")) {
                try (var server = new ServerSocket()) { // the JDK sets SO_REUSEADDR
                    server.bind(new InetSocketAddress(address, port));
                    try (var client = new Socket()) {
                        client.connect(server.getLocalSocketAddress());
                        assertThat(server.accept().isConnected()).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void case55ANeighbourOfAnotherUserListensOverTheGuard() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        try (var lease = authority.lease(claim(Endpoint.tcp(freePort())).guarded());
                var neighbour =
                        Peer.pythonAsNobody(
                                "s = bound(TCP, '127.0.0.1', %d, True); s.listen(); say(port(s))"
                                        .formatted(lease.endpoint().port()))) {
            assertThat(neighbour.number()).isEqualTo(lease.endpoint().port());
            assertThat(authority.holders(Endpoint.tcp("127.0.0.1", lease.endpoint().port())))
                    .extracting(Holder::pid)
                    .contains(neighbour.pid());
        }
    }

    @Test
    void case55AClientIsRefusedAndDoesNotHangBeforeTheServerListens() throws IOException {
        try (var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())).guarded());
                var client = new Socket()) {
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> client.connect(lease.endpoint().socketAddress()));
        }
    }

    @Test
    void case54AProgramThatDoesNotSetTheOptionCannotTakeAGuardedPort() throws IOException {
        try (var lease = authority.lease(claim(Endpoint.tcp(freePort())).guarded());
                var plain = new ServerSocket()) {
            plain.setReuseAddress(false);
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> plain.bind(lease.endpoint().socketAddress()));
        }
    }

    @Test
    void case54TheKernelNeverChoosesAGuardedPortNotEvenAsOneOfFew() throws IOException {
        var ephemeral = Sysctl.ephemeral();
        int first = ephemeral.last() - 3;
        try (var lease =
                        authority.lease(
                                Claim.pool(
                                                "test",
                                                "guard",
                                                Endpoint.tcp("127.0.0.1", first),
                                                new PortRange(first, ephemeral.last()))
                                        .guarded());
                var chooser =
                        Peer.python(
                                """
                                taken = 0
                                for reuse in (False, True):
                                    for i in range(200):
                                        s = socket.socket()
                                        if reuse: s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                                        s.setsockopt(0, 51, struct.pack('I', %d << 16 | %d)) # IP_LOCAL_PORT_RANGE
                                        try:
                                            s.bind(('127.0.0.1', 0))
                                            assert %d <= port(s) <= %d
                                            taken += port(s) == %d
                                        except OSError: pass
                                        s.close()
                                say(taken)
                                """
                                        .formatted(
                                                ephemeral.last(),
                                                first,
                                                first,
                                                ephemeral.last(),
                                                lease.endpoint().port()))) {
            assertThat(chooser.number()).isZero();
        }
    }

    @Test
    void case51TwoGuardsOfTwoAuthoritiesAreNeverOnOnePort() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        try (var other = new Authority();
                var guard = other.lease(claim(endpoint).guarded())) {
            for (var second : List.of(claim(endpoint).guarded(), claim(endpoint).held())) {
                var refusal = inUse(authority, second);
                assertThat(refusal.holders())
                        .extracting(Holder::kind)
                        .containsExactly(Holder.Kind.BOUND);
            }
            assertThat(inUse(authority, claim(Endpoint.tcp(endpoint.port())).guarded()).holders())
                    .hasSize(1);
            assertThat(guard.released()).isFalse();
        }
        authority.lease(claim(endpoint).guarded()).close();
    }

    @Test
    void case25ConnectionsOfAFormerListenerKeepNobodyOutButASecondGuardStillIs()
            throws IOException {
        try (var peer =
                Peer.python(
                        """
                        l = bound(TCP, '127.0.0.1', 0, True); l.listen(); p = port(l)
                        c = socket.create_connection(('127.0.0.1', p))
                        a = l.accept(); l.close(); say(p)
                        """)) {
            var endpoint = Endpoint.tcp("127.0.0.1", peer.number());
            try (var other = new Authority();
                    var guard = other.lease(claim(endpoint).guarded())) {
                assertThat(guard.grade()).isEqualTo(Grade.GUARDED);
                assertThat(refused(authority, claim(endpoint).guarded()).code()).isEqualTo("held");
                assertThat(refused(authority, claim(endpoint).held()).code()).isEqualTo("held");
            }
            authority.lease(claim(endpoint).held()).close();
        }
    }

    @Test
    void case24ConnectionsThatDoNotAllowItKeepTheirPort() throws IOException {
        try (var peer =
                Peer.python(
                        """
                        l = bound(TCP, '127.0.0.1', 0); l.listen(); p = port(l)
                        c = socket.create_connection(('127.0.0.1', p))
                        a = l.accept(); l.close(); say(p)
                        """)) {
            var refusal =
                    inUse(authority, claim(Endpoint.tcp("127.0.0.1", peer.number())).guarded());
            assertThat(refusal.holders())
                    .extracting(Holder::kind)
                    .containsOnly(Holder.Kind.OUTGOING);
        }
    }

    @Test
    void anIpv4AndAnIpv6GuardLieSideBySide() throws IOException {
        int port = freePort();
        try (var four = authority.lease(claim(Endpoint.tcp("0.0.0.0", port)).guarded());
                var six = authority.lease(claim(Endpoint.tcp("::1", port)).guarded())) {
            assertThat(List.of(four.grade(), six.grade())).containsOnly(Grade.GUARDED);
        }
    }

    @Test
    void aGuardedUdpClaimIsProvedAndSaysThatItIsOnlyAdvice() throws IOException {
        var endpoint = Endpoint.udp("127.0.0.1", freePort());
        try (var lease = authority.lease(claim(endpoint).guarded())) {
            assertThat(lease.grade()).isEqualTo(Grade.ADVISORY);
            assertThat(refused(authority, claim(endpoint)).code()).isEqualTo("reserved");
        }
    }
}

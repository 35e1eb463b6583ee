package dev.berth.ports.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Grade;
import dev.berth.ports.Lease;
import dev.berth.ports.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A test says what it wants, and has it for as long as it runs. */
class LeasedPortTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @LeasedPort private static int shared;
    @LeasedPort private int own;

    @Test
    void aServerListensOnItsPortStopsAndListensAgain(@LeasedPort int port) throws IOException {
        for (int i = 0; i < 3; i++) {
            try (var server = new ServerSocket()) {
                server.setReuseAddress(true);
                server.bind(new InetSocketAddress(LOOPBACK, port));
                SocketChannel.open(server.getLocalSocketAddress()).close();
                server.accept().close();
            }
        }
    }

    @Test
    void nobodyElseGetsTheNumberWhileTheServerIsDown(@LeasedPort int port) throws IOException {
        try (var stranger = SocketChannel.open()) {
            assertThatThrownBy(() -> stranger.bind(new InetSocketAddress(LOOPBACK, port)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLeaseListensOrReceivesAlready(
            @LeasedPort Lease tcp, @LeasedPort(transport = Transport.UDP) Lease udp)
            throws IOException {
        assertThat(tcp.grade()).isEqualTo(Grade.HELD);
        SocketChannel.open(tcp.serverSocket().getLocalAddress()).close();
        assertThat(udp.datagramSocket().getLocalAddress())
                .isEqualTo(udp.endpoint().socketAddress());
    }

    @Test
    void everyPortOfATestIsAnother(@LeasedPort int one, @LeasedPort int other) {
        assertThat(List.of(shared, own, one, other)).doesNotHaveDuplicates();
    }

    @Test
    void theRangeIsHeeded(@LeasedPort(range = "21000-21099", address = "::1") Endpoint endpoint) {
        assertThat(endpoint.port()).isBetween(21_000, 21_099);
        assertThat(endpoint.toString()).startsWith("tcp/[::1]:");
    }

    /** Run by the tests below, and not by itself. */
    static class Sample {
        static final List<Lease> SEEN = new ArrayList<>();

        @Test
        void sees(@LeasedPort Lease lease) {
            assertThat(lease.released()).isFalse();
            SEEN.add(lease);
        }
    }

    /** Wants what cannot be had. */
    static class Wrong {
        @Test
        void wantsAWord(@LeasedPort String word) {
            throw new AssertionError(word);
        }
    }

    @Test
    void aPortIsGivenBackWhenItsTestEnds() {
        run(Sample.class).assertStatistics(tests -> tests.succeeded(1));
        assertThat(Sample.SEEN).singleElement().satisfies(l -> assertThat(l.released()).isTrue());
    }

    @Test
    void aTypeThatIsNoPortIsRefusedInOneSentence() {
        var failure =
                run(Wrong.class).failed().stream()
                        .map(event ->
                                event.getRequiredPayload(
                                                org.junit.platform.engine.TestExecutionResult.class)
                                        .getThrowable()
                                        .orElseThrow()
                                        .getMessage())
                        .toList();
        assertThat(failure)
                .singleElement()
                .asString()
                .contains("String cannot be leased; use int, Endpoint or Lease");
    }

    private static org.junit.platform.testkit.engine.Events run(Class<?> sample) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(sample))
                .execute()
                .testEvents();
    }
}

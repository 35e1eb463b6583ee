package dev.berth.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Lease;
import dev.berth.ports.PoolSpec;
import dev.berth.ports.PortRange;
import dev.berth.ports.PortRefused;
import dev.berth.ports.Tenant;
import dev.berth.rtmp.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to ports, on real sockets, is in the ledger and in the figures. */
class ChangesTest {
    private final Trial trial = Trial.start();

    @AfterEach
    void end() {
        trial.close();
    }

    private static Claim claim(Endpoint endpoint) {
        return Claim.strict("station A", "DJ", endpoint);
    }

    private Lease lease(Claim claim) throws PortRefused {
        return trial.hub().authority().lease(claim);
    }

    private static ServerSocket listen(Endpoint endpoint) throws IOException {
        return new ServerSocket(endpoint.port(), 1, InetAddress.getLoopbackAddress());
    }

    /** What {@code berth ports log --port} prints of the port itself, the kinds only. */
    private List<Object> log(Endpoint endpoint) {
        var answer = Trial.body(trial.get("/api/v1/ports/log?port=" + endpoint.port()));
        return Trial.list(answer.get("entries")).stream()
                .map(entry -> Trial.object(entry).get("kind"))
                .filter(kind -> !"started".equals(kind))
                .toList();
    }

    private void awaitLog(Endpoint endpoint, String... kinds) {
        Await.until(
                () -> "the ledger has " + List.of(kinds) + " and not " + log(endpoint),
                () -> log(endpoint).equals(List.of(kinds)));
    }

    @Test
    void aLeaseThatIsUsedIsToldFromItsGrantToItsRelease() throws Exception {
        var endpoint = Trial.freePort();
        var lease = lease(claim(endpoint).guarded());
        lease.connected();
        var server = listen(endpoint);
        awaitLog(endpoint, "granted", "connected", "bound");
        server.close();
        awaitLog(endpoint, "granted", "connected", "bound", "unbound");
        lease.close();
        awaitLog(endpoint, "granted", "connected", "bound", "unbound", "released");
    }

    @Test
    void aTermThatEndsIsToldAndOneThatCannotEndYetToo() throws Exception {
        var free = Trial.freePort();
        lease(claim(free).term(Duration.ofMillis(1)));
        awaitLog(free, "granted", "expired");

        var used = Trial.freePort();
        lease(claim(used).guarded().term(Duration.ofMillis(1)));
        try (var server = listen(used)) {
            Await.until("it is overdue", () -> log(used).contains("overdue"));
            assertThat(log(used)).doesNotContain("expired");
            assertThat(server.isBound()).isTrue();
        }
    }

    @Test
    void aPortThatMustBeElsewhereIsToldAsRefusedOrMoved() throws Exception {
        var endpoint = Trial.freePort();
        lease(claim(endpoint));
        trial.hub().authority().answer(Claim.strict("station B", "DJ", endpoint));
        var moved = lease(Claim.next("station B", "web", endpoint));
        awaitLog(endpoint, "granted", "refused");
        awaitLog(moved.endpoint(), "granted", "moved");
    }

    @Test
    void aLeaseWhoseProcessIsGoneIsToldAsLeaked() throws Exception {
        var endpoint = Trial.freePort();
        var child = new ProcessBuilder("sleep", "60").start();
        lease(claim(endpoint).guarded().tenant(Tenant.of(child.pid()).orElseThrow()));
        child.destroyForcibly().waitFor();
        awaitLog(endpoint, "granted", "leaked");
        assertThat(trial.hub().watch().findings()).isEmpty();
    }

    @Test
    void anIntruderIsToldOnceAndOnceMoreWhenItIsGone() throws Exception {
        var endpoint = Trial.freePort();
        lease(claim(endpoint).guarded());
        listenAsStranger(endpoint);
        awaitLog(endpoint, "granted", "intruder");
        var findings = trial.hub().watch().findings();
        assertThat(findings).hasSize(1);

        var stranger = Objects.requireNonNull(findings.getFirst().holder());
        ProcessHandle.of(stranger.pid()).orElseThrow().destroyForcibly();
        awaitLog(endpoint, "granted", "intruder", "cleared");
        Await.until("no finding is left", () -> trial.hub().watch().findings().isEmpty());
        assertThat(trial.get("/metrics").body())
                .contains("berth_lease_changes_total{kind=\"intruder\"} 1.0")
                .contains("berth_lease_changes_total{kind=\"cleared\"} 1.0");
    }

    /** In a session of its own, and nobody's child. */
    private static void listenAsStranger(Endpoint endpoint) throws Exception {
        var listens =
                "import socket, time; s = socket.create_server(('127.0.0.1', %d)); time.sleep(60)"
                        .formatted(endpoint.port());
        new ProcessBuilder("setsid", "--fork", "python3", "-c", listens).start().waitFor();
    }

    @Test
    void aPlanThatMeetsAnotherIsToldAndSoIsWhoInsists() {
        plan("Radio%20A", "{\"base\": 8346}");
        var clash = "{\"base\": 8340, \"with\": [\"autodj\", \"legacy-dj\"]%s}";
        plan("Radio%20B", clash.formatted(""));
        var endpoint = Endpoint.tcp(8346);
        Await.until("the conflict is told", () -> log(endpoint).contains("conflict"));
        plan("Radio%20B", clash.formatted(", \"force\": \"A moves out tonight\""));
        Await.until("the force is told", () -> log(endpoint).contains("forced"));
    }

    private void plan(String owner, String body) {
        trial.send(
                trial.request("/api/v1/ports/plan/" + owner)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)));
    }

    @Test
    void thePortsOfAPoolAreInTheFiguresForAsLongAsThereIsThePool() throws Exception {
        var first = Trial.freePort().port();
        var spec = PoolSpec.of("rtp", new PortRange(first, first + 9));
        try (var pool = trial.hub().authority().pool(spec);
                var lease = lease(claim(Endpoint.tcp("127.0.0.1", first)))) {
            assertThat(lease.released()).isFalse();
            assertThat(pool.spec()).isEqualTo(spec);
            assertThat(trial.get("/metrics").body())
                    .contains("berth_pool_ports{pool=\"rtp\",state=\"leased\"} 1.0")
                    .contains("berth_pool_ports{pool=\"rtp\",state=\"free\"} 9.0");
        }
        assertThat(trial.get("/metrics").body()).doesNotContain("pool=\"rtp\"");
    }
}

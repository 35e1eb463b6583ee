package dev.berth.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.api.ApiConfig;
import dev.berth.journal.Entry;
import dev.berth.journal.Ledger;
import dev.berth.journal.Query;
import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Grade;
import dev.berth.ports.Policy;
import dev.berth.ports.PortRange;
import dev.berth.ports.Tenant;
import dev.berth.rtmp.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub after another hub on the same data directory. */
class RestartTest {
    @TempDir private Path data;
    private HubConfig config;
    private Endpoint api;

    @BeforeEach
    void choose() {
        api = Trial.freePort();
        config =
                HubConfig.DEFAULT
                        .with(HubConfig.DEFAULT.rtmp().listeningOn(Trial.freePort()))
                        .with(new ApiConfig(api, Policy.NEXT, ""));
    }

    private Hub start() throws Exception {
        return Hub.start(config, data);
    }

    private static ServerSocket listen(Endpoint endpoint) throws IOException {
        return new ServerSocket(endpoint.port(), 1, InetAddress.getLoopbackAddress());
    }

    private static int apiPort(Hub hub) {
        return hub.services().getLast().leases().getFirst().endpoint().port();
    }

    @Test
    void theSameNameGetsTheSamePortThoughItsFirstChoiceIsFreeAgain() throws Exception {
        int moved;
        try (var other = listen(api);
                var hub = start()) {
            moved = apiPort(hub);
            assertThat(moved).isNotEqualTo(other.getLocalPort());
        }
        for (int i = 0; i < 2; i++) {
            try (var hub = start()) {
                assertThat(apiPort(hub)).isEqualTo(moved);
            }
        }
    }

    @Test
    void aHubThatCannotStartLetsGoOfItsDataDirectory() throws Exception {
        try (var embedded = new Authority()) {
            embedded.remember(data.resolve("leases"));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(this::start)
                    .withMessage(
                            "another port authority remembers its leases in %s; stop it, or give this one another file",
                            data.resolve("leases"));
        }
        try (var hub = start()) {
            assertThat(hub.health().status()).isEqualTo("ok");
        }
    }

    @Test
    void aDamagedMemoryIsKeptAsideAndSaidAndEndangersNoPort() throws Exception {
        try (var hub = start()) {
            assertThat(apiPort(hub)).isEqualTo(api.port());
        }
        var file = data.resolve("leases");
        var torn = Files.readString(file).replaceFirst(" live ", " life ") + "torn";
        Files.writeString(file, torn);

        try (var other = listen(api);
                var hub = start()) {
            assertThat(hub.health().status()).isEqualTo("degraded");
            assertThat(hub.health().problems())
                    .singleElement()
                    .asString()
                    .startsWith(file + " is damaged; what is intact of it holds");
            assertThat(data.resolve("leases.damaged")).hasContent(torn);
            assertThat(apiPort(hub)).isNotEqualTo(other.getLocalPort());
        }
        var forgetful = new Query(0, null, null, null, Set.of(Entry.Kind.FORGETFUL), "", 10);
        assertThat(Ledger.find(data.resolve(Hub.LEDGER), forgetful)).hasSize(1);
    }

    /** Copies what the file says while the first hub runs: {@code kill -9} leaves just that. */
    @Test
    void whatLivesOnIsAdopted() throws Exception {
        var endpoint = Trial.freePort();
        var listens =
                """
                import socket, sys
                s = socket.create_server(('127.0.0.1', %d))
                print('listening', flush=True)
                sys.stdin.read()
                """
                        .formatted(endpoint.port());
        var file = data.resolve("leases");
        var claim = Claim.strict("station A", "DJ", endpoint).guarded();
        byte[] killed;
        Process child;
        try (var hub = start()) {
            child = new ProcessBuilder("python3", "-c", "input();" + "\n" + listens).start();
            var tenant = Tenant.of(child.pid()).orElseThrow();
            hub.authority().lease(claim.tenant(tenant));
            child.getOutputStream().write('\n');
            child.getOutputStream().flush();
            child.inputReader(StandardCharsets.US_ASCII).readLine();
            Await.until("it is remembered", () -> text(file).contains("station"));
            killed = Files.readAllBytes(file);
        }
        Files.write(file, killed);
        try (var hub = start()) {
            var adopted = hub.authority().leaseOn(endpoint).orElseThrow();
            assertThat(adopted.claim().owner()).isEqualTo("station A");
            assertThat(adopted.grade()).isEqualTo(Grade.ADVISORY);
            assertThat(adopted.claim().range()).isEqualTo(PortRange.of(endpoint.port()));
            assertThat(hub.authority().lease(claim).endpoint()).isEqualTo(endpoint);
        } finally {
            child.destroyForcibly().waitFor();
        }
        var adoptions = new Query(endpoint.port(), null, null, null, Set.of(), "", 10);
        assertThat(Ledger.find(data.resolve(Hub.LEDGER), adoptions))
                .extracting(Entry::kind)
                .contains(Entry.Kind.ADOPTED);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return "";
        }
    }
}

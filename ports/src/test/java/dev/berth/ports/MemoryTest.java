package dev.berth.ports;

import static dev.berth.ports.Given.claim;
import static dev.berth.ports.Given.freePort;
import static dev.berth.ports.Given.freePorts;
import static dev.berth.ports.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
    @TempDir Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("leases");
    }

    private Authority remembering() throws IOException {
        var authority = new Authority();
        authority.remember(file);
        return authority;
    }

    @Test
    void case49TheSameNameGetsTheSamePortAfterARestart() throws IOException {
        var range = freePorts(4);
        var preferred = Endpoint.tcp("127.0.0.1", range.first());
        var next = Claim.next("Radio A", "web\tand more", preferred, range);
        int port;
        try (var authority = remembering();
                var squatter = new ServerSocket()) {
            squatter.bind(preferred.socketAddress());
            port = authority.lease(next).endpoint().port();
            assertThat(port).isNotEqualTo(range.first());
        }
        try (var authority = remembering()) {
            assertThat(authority.lease(next).endpoint().port()).isEqualTo(port);
            var other = Claim.next("Radio B", "web", preferred, range);
            assertThat(authority.lease(other).endpoint()).isEqualTo(preferred);
        }
        try (var authority = remembering()) {
            var moved = Claim.next(next.owner(), next.purpose(), preferred.withPort(range.last()));
            assertThat(authority.lease(moved).endpoint().port()).isEqualTo(range.last());
        }
    }

    @Test
    void case49APoolGivesItsPortsAgainToWhoAsksForThat() throws IOException {
        var spec = PoolSpec.of("rtp", freePorts(200)).on(InetAddress.ofLiteral("127.0.0.1"));
        int port;
        try (var authority = remembering()) {
            var pool = authority.pool(spec);
            port = granted(pool).port();
        }
        for (int i = 0; i < 3; i++) {
            try (var authority = remembering()) {
                assertThat(granted(authority.pool(spec)).port()).isEqualTo(port);
            }
        }
    }

    private static Bundle granted(Pool pool) {
        var claim = pool.claim("camera 7", "video").remembered();
        return ((Pool.Reply.Granted) pool.answer(claim, Arrangement.rtp())).bundle();
    }

    @Test
    void case49ALeaseWhoseProcessLivesOnIsAdoptedAndGuardedAgainWhenThatEnds() throws IOException {
        assumeTrue(Platform.LINUX);
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        try (var child =
                Peer.python(
                        "s = bound(TCP, '127.0.0.1', %d, True); s.listen(); say(1)"
                                .formatted(endpoint.port()))) {
            child.line();
            crash(endpoint, child.pid());
            try (var authority = new Authority()) {
                var heard = new ArrayList<Change>();
                authority.onChange(heard::add);
                var found = authority.remember(file);
                assertThat(found.adopted()).hasSize(1);
                var lease = found.adopted().getFirst();
                assertThat(heard).containsExactly(new Change.Adopted(lease));
                assertThat(lease.grade()).isEqualTo(Grade.ADVISORY);
                assertThat(refused(authority, Claim.strict("x", "y", endpoint)).rule())
                        .isEqualTo(Rule.LEASED);

                var heir = authority.lease(claim(endpoint).guarded());
                assertThat(lease.released()).isTrue();
                authority.sweep();
                assertThat(heard).noneMatch(Change.Intruder.class::isInstance);

                kill(child);
                authority.sweep();
                assertThat(heir.grade()).isEqualTo(Grade.GUARDED);
                try (var other = new Authority()) {
                    assertThat(refused(other, claim(endpoint)).code()).isEqualTo("held");
                }
            }
        }
    }

    private static void kill(Peer child) {
        var process = ProcessHandle.of(child.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** An authority guards the port for a process, and ends without a word. */
    private void crash(Endpoint endpoint, long pid) throws IOException {
        var tenant = Tenant.of(pid).orElseThrow();
        var machine = new Machine();
        try (var authority = new Authority(java.time.Clock.systemUTC(), 10, machine)) {
            authority.remember(file);
            authority.lease(claim(endpoint).guarded().tenant(tenant));
            awaitLine("live");
            Files.copy(file, folder.resolve("crashed"));
        }
        Files.copy(
                folder.resolve("crashed"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitLine(String word) throws IOException {
        while (!Files.exists(file) || !Files.readString(file).contains(word)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void case49ALeaseWhoseProcessIsGoneOrAnotherIsReclaimed() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        try (var child = Peer.python("say(1)")) {
            child.line();
            crash(endpoint, child.pid()); // it lives, and does not listen
        }
        try (var authority = new Authority()) {
            assertThat(authority.remember(file).adopted()).isEmpty();
            authority.lease(claim(endpoint));
        }
    }

    @Test
    void case50ADamagedFileIsKeptAsideAndItsIntactNamesKeepTheirPorts() throws IOException {
        var range = freePorts(3);
        var first = Endpoint.tcp("127.0.0.1", range.first());
        var second = first.withPort(range.last());
        try (var authority = remembering()) {
            authority.lease(Claim.next("Radio A", "web", first));
            authority.lease(Claim.next("Radio B", "web", second));
        }
        var bytes = Files.readAllBytes(file);
        bytes[new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("Radio+B")] ^=
                1;
        Files.write(file, bytes);

        try (var authority = new Authority()) {
            var heard = new ArrayList<Change>();
            authority.onChange(heard::add);
            var found = authority.remember(file);
            assertThat(found.trouble()).isNotNull();
            assertThat(heard).hasSize(1).first().isInstanceOf(Change.Forgetful.class);
            assertThat(folder.resolve("leases.damaged")).hasBinaryContent(bytes);

            var stranger = Claim.strict("Radio C", "web", first);
            assertThat(refused(authority, stranger).rule()).isEqualTo(Rule.QUARANTINE);
            authority.lease(Claim.strict("Radio A", "web", first));
            try (var squatter = new ServerSocket()) {
                squatter.bind(second.socketAddress());
                assertThat(refused(authority, Claim.strict("Radio B", "web", second)).code())
                        .isEqualTo("held");
            }
        }
        try (var authority = new Authority()) {
            assertThat(authority.remember(file).trouble()).isNull();
        }
    }

    @Test
    void case50ATruncatedFileIsDamagedAndAnEmptyOneToo() throws IOException {
        try (var authority = remembering()) {
            authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
        }
        var whole = Files.readAllBytes(file);
        for (int length : List.of(0, 5, whole.length / 2, whole.length - 1)) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            try (var authority = new Authority()) {
                assertThat(authority.remember(file).trouble()).isNotNull();
            }
        }
    }

    @Test
    void case51TheSecondAuthorityOnAFileSaysSo() throws IOException {
        try (var first = remembering();
                var second = new Authority()) {
            assertThat(first.leases()).isEmpty();
            assertThatIOException()
                    .isThrownBy(() -> second.remember(file))
                    .withMessageContaining("another port authority remembers its leases in");
        }
    }

    @Test
    void aFileThatGrowsIsWrittenAnew() throws IOException {
        var claim = claim(Endpoint.tcp("127.0.0.1", 20_000));
        try (var authority = new Authority(java.time.Clock.systemUTC(), 10, new Machine())) {
            authority.remember(file);
            for (int i = 0; i < 10_000; i++) {
                authority.lease(claim).close();
            }
        }
        assertThat(Files.readAllLines(file)).hasSizeLessThan(1010);
        try (var authority = new Authority()) {
            assertThat(authority.remember(file)).isEqualTo(new Recollection(1, List.of(), null));
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsToldAndLeasesGoOn() throws Exception {
        var told = new java.util.concurrent.CountDownLatch(1);
        try (var authority = new Authority()) {
            authority.onChange(change -> {
                if (change instanceof Change.Forgetful) {
                    told.countDown();
                }
            });
            Files.createDirectories(folder.resolve("leases.new").resolve("in the way"));
            authority.remember(file);
            assertThat(told.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
        }
    }
}

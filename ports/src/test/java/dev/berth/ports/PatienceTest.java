package dev.berth.ports;

import static dev.berth.ports.Given.freePorts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Waiting ends, terms end, and looking changes nothing. */
class PatienceTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final AtomicLong time = new AtomicLong();
    private final Authority authority = new Authority(Clock.systemUTC(), time::get);

    @TempDir private Path folder;

    @AfterEach
    void close() {
        authority.close();
    }

    @Test
    @Timeout(20)
    void waitingEndsInTimeAlthoughAStrangerIsTriedAgainAndAgain() throws Exception {
        var range = freePorts(2);
        var template = Endpoint.tcp("127.0.0.1", range.first());
        try (var stranger = new ServerSocket()) {
            stranger.bind(template.socketAddress());
            authority.lease(Claim.strict("a", "b", template.withPort(range.last())));
            var claim = Claim.pool("c", "d", template, range);

            assertThat(authority.await(claim, SHORT)).isInstanceOf(Answer.Refused.class);
            assertThat(authority.pace().answers())
                    .as("tries while nothing was given back")
                    .isLessThan(5);
        }
    }

    @Test
    @Timeout(20)
    void aPoolsWaitingEndsInTimeAlthoughAStrangerIsTriedAgainAndAgain() throws Exception {
        var range = freePorts(2);
        var address = Endpoint.tcp("127.0.0.1", range.first());
        try (var stranger = new ServerSocket();
                var pool = authority.pool(PoolSpec.of("talk", range).on(address.address()))) {
            stranger.bind(address.socketAddress());
            authority.lease(Claim.strict("a", "b", address.withPort(range.last())));
            var wanted = Arrangement.single(Transport.TCP);
            assertThat(pool.await(pool.claim("c", "d"), wanted, SHORT))
                    .isInstanceOf(Pool.Reply.Refused.class);
        }
    }

    @Test
    void aTermThatNoClockReachesIsRefusedBeforeAnythingIsLeased() {
        var claim = Claim.strict("a", "b", Endpoint.tcp("127.0.0.1", freePorts(1).first()));
        assertThatThrownBy(() -> claim.term(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("36500 days");
        assertThat(authority.leases()).isEmpty();
    }

    @Test
    @Timeout(30)
    void aLeaseThatFollowsAnotherAtOnceIsNotWrittenDownAsEnded() throws Exception {
        var file = folder.resolve("leases");
        authority.remember(file);
        var claim = Claim.strict("a", "b", Endpoint.tcp("127.0.0.1", freePorts(1).first()));
        authority.lease(claim);
        for (int i = 0; i < 200; i++) {
            var old = authority.leases().getFirst();
            var giver = Thread.ofVirtual().start(old::close);
            authority.await(claim, Duration.ofSeconds(10));
            giver.join();
        }
        var last = authority.leases().getFirst();
        assertThat(last.released()).isFalse();
        assertThat(lastLine(file)).contains(" live ");
    }

    /** What the file says of it, once it says of a later lease anything. */
    private String lastLine(Path file) throws IOException {
        int port = freePorts(1).first();
        authority.lease(Claim.strict("z", "marker", Endpoint.tcp("127.0.0.1", port)));
        while (true) {
            var lines = Files.readAllLines(file);
            if (lines.stream().anyMatch(line -> line.endsWith(" z marker"))) {
                return lines.stream().filter(line -> line.endsWith(" a b")).toList().getLast();
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void lookingAtAPortThatRestsSaysSoAndLeavesItItsPlaceInTheLine() throws Exception {
        var range = freePorts(3);
        var spec =
                PoolSpec.of("talk", range)
                        .on(Endpoint.tcp("127.0.0.1", 1).address())
                        .quarantine(Duration.ofSeconds(2))
                        .oldestFirst();
        try (var pool = authority.pool(spec)) {
            var wanted = Arrangement.single(Transport.UDP);
            var one = pool.lease("a", "b", wanted);
            var two = pool.lease("a", "b", wanted);
            var three = pool.lease("a", "b", wanted);
            one.close();
            two.close();
            time.addAndGet(Duration.ofMillis(1_500).toNanos());
            three.close();
            time.addAndGet(Duration.ofSeconds(1).toNanos());

            var freshest = three.leases().getFirst().endpoint();
            var verdict = authority.check(freshest);
            assertThat(verdict).isInstanceOf(Verdict.Cooling.class);
            assertThat(verdict.rule()).isEqualTo(Rule.QUARANTINE);
            assertThat(pool.stats(Transport.UDP).free()).isEqualTo(2);
            assertThat(pool.stats(Transport.UDP).cooling()).isEqualTo(1);
            assertThat(pool.lease("a", "b", wanted).leases().getFirst().endpoint())
                    .isNotEqualTo(freshest);
        }
    }

    @Test
    void askingWhereAClaimWouldBeGrantedLeavesNoTrace() throws Exception {
        var range = freePorts(2);
        var preferred = Endpoint.tcp("127.0.0.1", range.first());
        var changes = new AtomicLong();
        try (var stranger = new ServerSocket()) {
            stranger.bind(preferred.socketAddress());
            authority.onChange(change -> changes.incrementAndGet());
            var prospect = authority.prospect(Claim.next("a", "b", preferred));
            assertThat(prospect).isInstanceOf(Prospect.Found.class);
            var found = (Prospect.Found) prospect;
            assertThat(found.endpoint().port()).isGreaterThan(range.first());
            assertThat(found.passedOver().getFirst()).isInstanceOf(Verdict.Held.class);
        }
        assertThat(authority.prospect(Claim.next("a", "b", preferred)))
                .isEqualTo(new Prospect.Found(preferred, List.of()));
        assertThat(changes).hasValue(0);
        assertThat(authority.leases()).isEmpty();
    }
}

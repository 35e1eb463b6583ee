package dev.berth.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Trial;
import dev.berth.journal.Entry;
import dev.berth.ports.Authority;
import dev.berth.ports.Census;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import dev.berth.ports.Language;
import dev.berth.ports.Lease;
import dev.berth.ports.PortRange;
import dev.berth.ports.PortRefused;
import dev.berth.ports.Program;
import dev.berth.ports.Reservation;
import dev.berth.ports.Reservation.Strength;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private static final Duration UNUSED = Duration.ofMinutes(10);
    private static final long OURS = ProcessHandle.current().pid();
    private static final long NGINX = 812;

    private final Authority authority = new Authority();
    private final Endpoint endpoint = Trial.freePort();
    private Set<String> running = Set.of();
    private List<Lease> leases = List.of();
    private List<Reservation> promises = List.of();
    private Reconciliation last = Reconciliation.NONE;

    @AfterEach
    void end() {
        authority.close();
    }

    private Lease guard() throws PortRefused {
        var lease = authority.lease(Claim.strict("station A", "DJ", endpoint).guarded());
        leases = List.of(lease);
        return lease;
    }

    private void plan(Endpoint where, Strength strength) {
        promises =
                List.of(
                        new Reservation(
                                where.transport(),
                                where.address(),
                                PortRange.of(where.port()),
                                "station A",
                                "DJ",
                                strength,
                                "the plan"));
    }

    private static Holder socket(Holder.Kind kind, Endpoint where, long pid) {
        var program =
                new Program(
                        pid, "nginx", "nginx: master", "root", "nginx.service", null, null, null);
        return new Holder(kind, where, false, null, 4711, 0, program);
    }

    /** One more look, at these sockets. */
    private Reconciliation look(Instant at, Holder... sockets) {
        var sight = new Sight(new Census(at, Arrays.asList(sockets)), leases, promises, running);
        last = Reconciliation.of(sight, UNUSED, last);
        return last;
    }

    private Reconciliation look(Holder... sockets) {
        return look(Instant.now(), sockets);
    }

    private List<Entry.Kind> kinds() {
        return last.findings().stream().map(Finding::kind).toList();
    }

    @Test
    void aGuardWithOurServerOverItIsAsItShouldBe() throws Exception {
        guard();
        for (int i = 0; i < 5; i++) {
            look(
                    socket(Holder.Kind.BOUND, endpoint, OURS),
                    socket(Holder.Kind.LISTENER, endpoint, OURS));
            assertThat(last.findings()).isEmpty();
        }
    }

    @Test
    void aLeaseThatIsNoLongerUsedIsLeakedAfterThreeLooks() throws Exception {
        guard();
        var guard = socket(Holder.Kind.BOUND, endpoint, OURS);
        look(guard, socket(Holder.Kind.LISTENER, endpoint, OURS));
        assertThat(look(guard).findings()).isEmpty();
        assertThat(look(guard).findings()).isEmpty();
        assertThat(look(guard).appeared())
                .extracting(Finding::kind)
                .containsExactly(Entry.Kind.LEAKED);
        assertThat(look(guard).appeared()).isEmpty();

        look(guard, socket(Holder.Kind.ACCEPTED, endpoint, OURS));
        assertThat(last.cleared()).extracting(Finding::kind).containsExactly(Entry.Kind.LEAKED);
    }

    @Test
    void aLeaseThatWasNeverUsedHasTimeToBe() throws Exception {
        var lease = guard();
        var guard = socket(Holder.Kind.BOUND, endpoint, OURS);
        for (int i = 0; i < 5; i++) {
            look(lease.since().plus(UNUSED), guard);
        }
        assertThat(last.findings()).isEmpty();
        for (int i = 0; i < 3; i++) {
            look(lease.since().plus(UNUSED).plusSeconds(1), guard);
        }
        assertThat(kinds()).containsExactly(Entry.Kind.LEAKED);
    }

    @Test
    void whoRunsAndDoesNotListenIsAGhostAfterThreeLooks() throws Exception {
        guard();
        running = Set.of("station A");
        look();
        look();
        assertThat(last.findings()).isEmpty();
        look();
        assertThat(kinds()).containsExactly(Entry.Kind.GHOST);
    }

    @Test
    void whoRunsByThePlanAndDoesNotListenIsAGhostToo() {
        plan(endpoint, Strength.PLANNED);
        running = Set.of("station A");
        look();
        look();
        look();
        assertThat(kinds()).containsExactly(Entry.Kind.GHOST);
        look(socket(Holder.Kind.LISTENER, endpoint, OURS));
        assertThat(last.cleared()).hasSize(1);
    }

    @Test
    void aStrangerOnAPlannedPortIsASquatter() {
        plan(endpoint, Strength.PLANNED);
        look(socket(Holder.Kind.LISTENER, endpoint, NGINX));
        assertThat(kinds()).containsExactly(Entry.Kind.SQUATTED);
        assertThat(last.findings().getFirst().text(Language.CHINESE))
                .isEqualTo("%s 计划给 station A（DJ），却被 %s 占用".formatted(endpoint, who()));
    }

    private String who() {
        return socket(Holder.Kind.LISTENER, endpoint, NGINX).describe(Language.CHINESE);
    }

    @Test
    void anOutgoingConnectionThatPassesByIsNone() {
        plan(endpoint, Strength.PLANNED);
        var passing = socket(Holder.Kind.OUTGOING, endpoint, NGINX);
        look(passing);
        look(passing);
        look();
        look(passing);
        assertThat(last.findings()).isEmpty();
        look(passing);
        look(passing);
        assertThat(kinds()).containsExactly(Entry.Kind.SQUATTED);
    }

    @Test
    void aNeighbourOnThePortThatItsConfigurationNamesIsAtHome() {
        plan(endpoint, Strength.DECLARED);
        look(socket(Holder.Kind.LISTENER, endpoint, NGINX));
        assertThat(last.findings()).isEmpty();
    }

    @Test
    void aServerOfOursThatMoreCanReachThanPlannedIsExposed() throws Exception {
        guard();
        look(socket(Holder.Kind.LISTENER, Endpoint.parse("tcp/0.0.0.0:" + endpoint.port()), OURS));
        assertThat(kinds()).containsExactly(Entry.Kind.EXPOSED);
        assertThat(last.findings().getFirst().text(Language.ENGLISH))
                .isEqualTo(
                        "station A is to be on %s for DJ, and listens on tcp/0.0.0.0:%d, which more can reach"
                                .formatted(endpoint, endpoint.port()));
    }

    @Test
    void anOldCopyOfThisProgramIsAnOrphanAndNoSquatter() {
        plan(endpoint, Strength.PLANNED);
        var self = ProcessHandle.current().info();
        var line = self.commandLine().orElseThrow();
        var copy = new Program(NGINX, "java", line, "root", null, null, null, null);
        look(new Holder(Holder.Kind.LISTENER, endpoint, false, null, 1, 0, copy));
        assertThat(kinds()).containsExactly(Entry.Kind.ORPHAN);
        assertThat(last.findings().getFirst().remedies().getFirst().command())
                .isEqualTo("kill 812");
    }

    @Test
    void everyFindingHasWordsInBothLanguagesAndAWayOut() {
        var nginx = socket(Holder.Kind.LISTENER, endpoint, NGINX);
        List<Finding> all =
                List.of(
                        new Finding.Leaked(endpoint, "a", "b"),
                        new Finding.Ghost(endpoint, "a", "b"),
                        new Finding.Squatted(endpoint, "a", "b", nginx),
                        new Finding.Intruder(endpoint, "a", "b", nginx),
                        new Finding.Orphan(endpoint, "a", "b", nginx),
                        new Finding.Exposed(endpoint, "a", "b", nginx));
        assertThat(all)
                .extracting(Finding::kind)
                .containsExactlyInAnyOrderElementsOf(Finding.KINDS);
        for (var finding : all) {
            assertThat(finding.text(Language.ENGLISH)).contains(endpoint.toString());
            assertThat(finding.text(Language.CHINESE))
                    .contains(endpoint.toString())
                    .isNotEqualTo(finding.text(Language.ENGLISH));
            assertThat(finding.remedies()).isNotEmpty();
        }
    }
}

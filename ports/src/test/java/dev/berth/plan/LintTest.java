package dev.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.ports.Language;
import dev.berth.ports.PortRange;
import dev.berth.ports.SystemPorts;
import dev.berth.ports.Transport;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LintTest {
    private static final PortRange EPHEMERAL = new PortRange(32_768, 60_999);

    private static SystemPorts linux(PortRange... reserved) {
        return new SystemPorts(
                SystemPorts.Kind.LINUX, EPHEMERAL, List.of(reserved), 1_024, List.of());
    }

    private static List<Finding> lint(SystemPorts system, Booking... bookings) {
        return new Lint(system, Ground.BARE).of(new Plan(List.of(bookings)));
    }

    private static List<Hazard> hazards(List<Finding> findings) {
        return findings.stream().map(Finding::hazard).toList();
    }

    @Test
    void case72_aRangeThatTheKernelChoosesFromIsAWarningUntilItIsReserved() {
        var calls = new PortRange(40_000, 40_009);
        var lint = new Lint(linux(), Ground.BARE);

        var finding = lint.of("ports.range", calls, Set.of(Transport.UDP)).getFirst();
        assertThat(finding.hazard()).isEqualTo(Hazard.EPHEMERAL_RANGE);
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.text(Language.ENGLISH))
                .contains("40000-40009", "32768-60999")
                .contains("5 even, which it prefers for outgoing connections", "5 odd");
        assertThat(finding.cures())
                .extracting(Finding.Cure::line)
                .containsExactly(
                        "sysctl -w net.ipv4.ip_local_reserved_ports=\"40000-40009\"",
                        "net.ipv4.ip_local_reserved_ports = 40000-40009");

        var cured = new Lint(linux(calls), Ground.BARE);
        assertThat(cured.of("ports.range", calls, Set.of(Transport.UDP))).isEmpty();
    }

    @Test
    void case72_whatIsReservedAlreadyStaysReserved() {
        var findings = lint(linux(PortRange.of(50_000)), Booking.of("Call", Stations.RTP, 40_000));

        assertThat(findings.getFirst().cures().getFirst().line()).contains("\"40000-40001,50000\"");
    }

    @Test
    void case73_browsersRefuseSomePortsAndOnlyTheyDo() {
        assertThat(lint(linux(), Booking.of("Radio A", Stations.AZURACAST, 10_080)).getFirst())
                .satisfies(finding -> {
                    assertThat(finding.hazard()).isEqualTo(Hazard.BROWSER_BLOCKED);
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                });
        assertThat(hazards(lint(linux(), Booking.of("Call", Stations.RTP, 10_080)))).isEmpty();
    }

    @Test
    void theUsualHazardsAreFound() {
        var single = Stations.shape("single");
        assertThat(hazards(lint(linux(), Booking.of("S", single, 31_000))))
                .contains(Hazard.NODE_PORT);
        assertThat(hazards(lint(linux(), Booking.of("S", single, 443))))
                .containsExactly(Hazard.PRIVILEGED);
        assertThat(hazards(lint(linux(), Booking.of("S", single, 5_000))))
                .contains(Hazard.AIRPLAY_RECEIVER, Hazard.DEVELOPERS_DEFAULT);
        assertThat(hazards(lint(linux(), Booking.of("S", single, 1_935))))
                .containsExactly(Hazard.KNOWN_NEIGHBOUR);
        assertThat(hazards(lint(linux(), Booking.of("S", single, 8_140)))).isEmpty();
    }

    @Test
    void nobodyClaims3000To5000ButDevelopers() {
        var finding = lint(linux(), Booking.of("S", Stations.shape("single"), 3_030)).getFirst();

        assertThat(finding.severity()).isEqualTo(Severity.NOTE);
        assertThat(finding.text(Language.ENGLISH)).contains("no system claims");
        assertThat(lint(linux(), Booking.of("S", Stations.shape("single"), 3_456))).isEmpty();
    }

    @Test
    void case68_whatWindowsExcludesIsAnErrorWithTheThreeLinesThatCureIt() {
        var windows = windows(new PortRange(8_100, 8_199));

        var finding = lint(windows, Booking.of("Radio A", Stations.AZURACAST, 8_140)).getFirst();

        assertThat(finding.hazard()).isEqualTo(Hazard.OS_EXCLUDED);
        assertThat(finding.cures())
                .extracting(Finding.Cure::line)
                .startsWith("net stop winnat")
                .endsWith("net start winnat")
                .contains(
                        "netsh int ipv4 add excludedportrange protocol=tcp startport=8140 numberofports=1 store=persistent");
    }

    @Test
    void protectedPortsAreForWhoeverIsOnThemAndNotForARangeThatHoldsThem() {
        var ground = new Ground(Ground.BARE.look(), List.of(), Protection.USUAL);
        var lint = new Lint(linux(), ground);
        var booking = Booking.of("Proxy", Stations.shape("single"), 8080);

        assertThat(lint.of("ports.range", new PortRange(8000, 8499), Set.of(Transport.TCP)))
                .isEmpty();
        assertThat(lint.of(new Plan(List.of(booking))))
                .filteredOn(finding -> finding.hazard() == Hazard.PROTECTED)
                .singleElement()
                .satisfies(finding -> assertThat(finding.cures()).hasSize(1));
    }

    @Test
    void case70_whatWindowsExcludesAtItsNextStartIsFoundByTheNextLint() {
        var plan = Booking.of("Radio A", Stations.AZURACAST, 8_140);

        assertThat(hazards(lint(windows(new PortRange(9_200, 9_299)), plan)))
                .doesNotContain(Hazard.OS_EXCLUDED);
        assertThat(hazards(lint(windows(new PortRange(8_100, 8_199)), plan)))
                .contains(Hazard.OS_EXCLUDED);
    }

    private static SystemPorts windows(PortRange excluded) {
        return new SystemPorts(
                SystemPorts.Kind.WINDOWS,
                new PortRange(49_152, 65_535),
                List.of(),
                0,
                List.of(excluded));
    }

    @Test
    void aClashThatWasForcedIsAnErrorOfThePlan() {
        var findings =
                lint(
                        linux(),
                        Booking.of("Radio A", Stations.AZURACAST, 8_140),
                        Booking.of("Radio B", Stations.AZURACAST, 8_140));

        assertThat(findings.getFirst().hazard()).isEqualTo(Hazard.CLASH);
    }

    @Test
    void everyFindingIsToldInBothLanguages() {
        for (int port : new int[] {443, 5_000, 10_080, 31_000, 40_000, 50_000, 1_935}) {
            for (var finding : lint(linux(), Booking.of("S", Stations.AZURACAST, port))) {
                assertThat(finding.text(Language.ENGLISH)).contains(Integer.toString(port));
                assertThat(finding.text(Language.CHINESE)).contains(Integer.toString(port));
                assertThat(finding.text(Language.CHINESE))
                        .isNotEqualTo(finding.text(Language.ENGLISH));
            }
        }
    }
}

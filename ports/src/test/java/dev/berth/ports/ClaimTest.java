package dev.berth.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClaimTest {
    private static final PortRange EPHEMERAL = new PortRange(32_768, 60_999);

    @Test
    void aClaimSaysWhoAsksAndWhatFor() {
        var endpoint = Endpoint.tcp(8146);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.strict(" ", "web", endpoint))
                .withMessageContaining("owner");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.strict("Radio A", "x".repeat(201), endpoint))
                .withMessageContaining("201");
    }

    @Test
    void nobodyAsksForALeaseThatKeepsNothing() {
        var range = PortRange.of(8146);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Claim(
                                "Radio A",
                                "web",
                                Endpoint.tcp(8146),
                                range,
                                Policy.STRICT,
                                Grade.ADVISORY));
    }

    @Test
    void theNextPortsAreTheHundredAbove() {
        assertThat(Claim.next("a", "b", Endpoint.tcp(8000)).range()).hasToString("8000-8100");
        assertThat(Claim.next("a", "b", Endpoint.tcp(65_500)).range()).hasToString("65500-65535");
    }

    @Test
    void aSearchBeginsAtThePreferredPortAndComesBackToTheBottomOfItsRange() {
        var claim = Claim.next("a", "b", Endpoint.tcp(8003), new PortRange(8001, 8005));
        assertThat(candidates(claim)).containsExactly(8003, 8004, 8005, 8001, 8002);
    }

    @Test
    void aPoolIsTriedWholeFromAnywhere() {
        var claim = Claim.pool("a", "b", Endpoint.tcp(1), new PortRange(8001, 8005));
        assertThat(candidates(claim)).containsExactlyInAnyOrder(8001, 8002, 8003, 8004, 8005);
    }

    private static int[] candidates(Claim claim) {
        return Candidates.of(claim, new Register(System::nanoTime, 1)).toArray();
    }

    @Test
    void aSearchDoesNotWanderIntoPortsOfAnotherSort() {
        var reserved = List.of(PortRange.of(32_700));
        var allowed = Candidates.wander(32_600, 1024, EPHEMERAL, reserved);
        assertThat(
                        IntStream.of(80, 1023, 1024, 32_700, 32_767, 32_768, 60_999, 61_000)
                                .filter(allowed))
                .containsExactly(1024, 32_767, 61_000);
    }

    @Test
    void aSearchThatPrefersAnEphemeralOrPrivilegedPortStaysFree() {
        assertThat(Candidates.wander(40_000, 1024, EPHEMERAL, List.of()).test(40_001)).isTrue();
        assertThat(Candidates.wander(80, 1024, EPHEMERAL, List.of()).test(81)).isTrue();
    }
}

package dev.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.ports.Language;
import dev.berth.ports.PortRange;
import dev.berth.ports.SystemPorts;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final SystemPorts LINUX =
            new SystemPorts(
                    SystemPorts.Kind.LINUX,
                    new PortRange(32_768, 60_999),
                    List.of(),
                    1_024,
                    List.of());

    private static Sizing size(int sessions, int holdingSeconds, Ground ground) {
        var need =
                new Sizing.Need(
                        sessions, Duration.ofSeconds(holdingSeconds), Duration.ofSeconds(5));
        return Sizing.of(need, Stations.RTP, LINUX, ground);
    }

    @Test
    void twoThousandCallsOfAMinuteNeedTheirPairsTheirQuarantineAndATenthMore() {
        var sizing = size(2_000, 60, Ground.BARE);

        assertThat(sizing.cooling()).isEqualTo(167);
        assertThat(sizing.headroom()).isEqualTo(217);
        assertThat(sizing.ports()).isEqualTo(2 * (2_000 + 167 + 217));
        assertThat(sizing.range()).isEqualTo(new PortRange(25_000, 29_767));
        assertThat(sizing.text(Language.ENGLISH)).endsWith("= 4768 ports; plan 25000-29767");
        assertThat(sizing.lines())
                .extracting(Finding.Cure::line)
                .contains("range: 25000-29767", "net.ipv4.ip_local_reserved_ports = 25000-29767");
    }

    @Test
    void theRangeKeepsClearOfEverythingThatIsKnown() {
        var ground =
                new Ground(
                        Ground.BARE.look(),
                        List.of(),
                        List.of(new Protection(PortRange.of(26_001), "a neighbour")));

        var range = Objects.requireNonNull(size(2_000, 60, ground).range());

        assertThat(range.contains(26_001)).isFalse();
        assertThat(range.first() % 2).isZero();
        assertThat(range.last()).isLessThan(30_000);
    }

    @Test
    void tooManySessionsFindNoRangeAndTheTextSaysWhatElseToDo() {
        var sizing = size(20_000, 1, Ground.BARE);

        assertThat(sizing.range()).isNull();
        assertThat(sizing.text(Language.ENGLISH)).contains("shorten the quarantine");
    }
}

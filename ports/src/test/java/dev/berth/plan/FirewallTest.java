package dev.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.ports.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirewallTest {
    private static final Plan PLAN =
            new Plan(
                    List.of(
                            Booking.of("Radio B", Stations.AZURACAST, 8140, "autodj", "legacy-dj"),
                            Booking.of("Call", Stations.shape("talk"), 25_000)));

    private static List<Opening> openings() {
        var openings = new ArrayList<>(Opening.of(PLAN));
        openings.add(Opening.of(Endpoint.tcp("192.0.2.7", 1935), "hub: \"RTMP\"; $(reboot)"));
        openings.add(Opening.of(Endpoint.udp("2001:db8::7", 5004), "hub: RTP"));
        openings.add(Opening.of(Endpoint.tcp("0.0.0.0", 9000), "电台"));
        return openings;
    }

    @Test
    void onlyWhatIsPlannedIsOpenedWithNeighboursInOneLineAndNothingInternal() {
        var lines = Firewall.UFW.text(Opening.of(PLAN)).lines().toList();

        assertThat(lines)
                .containsExactly(
                        "ufw allow 8140/tcp comment 'Radio B: listen'",
                        "ufw allow 8145:8146/tcp comment 'Radio B: dj, Radio B: legacy-dj'",
                        "ufw allow 25000/tcp comment 'Call: media'",
                        "ufw allow 25000/udp comment 'Call: media'");
    }

    @Test
    void rulesThatOpenNothingAreNotWritten() {
        var fourOnly = List.of(Opening.of(Endpoint.tcp("192.0.2.7", 1935), "hub"));

        assertThat(Firewall.values()).noneMatch(format -> format.opens(List.of()));
        assertThat(Firewall.values())
                .filteredOn(format -> !format.opens(fourOnly))
                .containsExactly(Firewall.IP6TABLES);
    }

    @Test
    void nothingOnLoopbackIsOpened() {
        var local =
                new Booking(
                        "Local",
                        Stations.AZURACAST,
                        8000,
                        Set.of(),
                        Map.of(),
                        Set.of(),
                        InetAddress.getLoopbackAddress(),
                        "");

        assertThat(Opening.of(new Plan(List.of(local)))).isEmpty();
    }

    @Test
    void namesCannotSmuggleAnythingIntoAShell() {
        for (var format : Firewall.values()) {
            assertThat(format.text(openings()))
                    .as(format.word())
                    .doesNotContain("$(", "`", "\"RTMP\"", "; reboot", ");");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FIREWALLD, firewall-cmd --permanent --add-port=8145-8146/tcp",
        "NETSH, 'protocol=UDP localport=25000'",
        "DOCKER, '  - \"8145-8146:8145-8146/tcp\" # Radio B: dj, Radio B: legacy-dj'",
        "DOCKER, '# -p 192.0.2.7:1935:1935/tcp'",
        "KUBERNETES, '          endPort: 8146'",
        "KUBERNETES, '    - name: udp-25000 # Call: media'",
        "IPTABLES, '-A BERTH -d 192.0.2.7 -p tcp -m tcp --dport 1935 -m comment'",
        "IP6TABLES, '-A BERTH -d 2001:db8:0:0:0:0:0:7 -p udp -m udp --dport 5004 -m comment'",
        "NFT, 'add rule inet filter berth tcp dport 8145-8146 accept comment \"Radio B: dj, Radio B: legacy-dj\"'"
    })
    void everyFormatHasItsOwnWords(Firewall format, String line) {
        assertThat(format.text(openings())).contains(line);
    }

    @Test
    void anAddressOfOneVersionIsNotInTheTableOfTheOther() {
        assertThat(Firewall.IPTABLES.text(openings())).doesNotContain("2001:db8");
        assertThat(Firewall.IP6TABLES.text(openings())).doesNotContain("192.0.2.7", " 9000 ");
    }

    @Test
    void nftTakesItAndTakesItAgain(@TempDir Path place) throws Exception {
        var file = write(place, Firewall.NFT);
        // In a namespace of its own: nothing of this machine's rules is touched.
        assertTaken(
                "nft",
                "nft -f " + file + " && nft -f " + file + " && nft list chain inet filter berth");
    }

    @ParameterizedTest
    @CsvSource({"IPTABLES, iptables-restore", "IP6TABLES, ip6tables-restore"})
    void iptablesTakesItAndTakesItAgain(Firewall format, String program, @TempDir Path place)
            throws Exception {
        var file = write(place, format);
        assertTaken(program, "%1$s --noflush %2$s && %1$s --noflush %2$s".formatted(program, file));
    }

    private static Path write(Path place, Firewall format) throws IOException {
        return Files.writeString(place.resolve("rules"), format.text(openings()));
    }

    private static void assertTaken(String program, String script) throws Exception {
        assumeTrue(run("command -v " + program + " && unshare -n true").code == 0);
        var run = run("unshare -n sh -c '" + script + "'");
        assertThat(run.code).as(run.text).isZero();
    }

    private record Run(int code, String text) {}

    private static Run run(String script) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), text);
    }
}

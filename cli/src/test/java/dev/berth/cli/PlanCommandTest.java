package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.ApiConfig;
import dev.berth.api.PlanViews.DeclaredPorts;
import dev.berth.api.PlanViews.PlanOutcome;
import dev.berth.api.PlanViews.PlanView;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.ports.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan by commands, with a hub and without one: the same words, the same file. */
class PlanCommandTest {
    private static final String SOCKETS =
            "[Socket]\nListenStream=127.0.0.1:8301\nListenDatagram=[::1]:8304\n";

    @TempDir Path place;

    /** In a data directory and on a range of our own. */
    private Run plan(String... words) {
        return ports("plan", words);
    }

    private Run ports(String command, String... words) {
        var all = new ArrayList<>(List.of("ports", command));
        all.addAll(List.of(words));
        all.addAll(List.of("--data", data().toString(), "--config", config().toString()));
        return Run.berth(all.toArray(String[]::new));
    }

    private Path data() {
        return place.resolve("data");
    }

    private Path config() {
        try {
            return Files.writeString(
                    place.resolve("berth.yaml"),
                    "ports: { range: 27500-27999, protected: none }\n");
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private AutoCloseable hub(boolean running) throws Exception {
        if (!running) {
            return () -> {};
        }
        var config =
                Hub.read(config())
                        .with(HubConfig.DEFAULT.rtmp().listeningOn(Free.port()))
                        .with(new ApiConfig(Free.port(), Policy.STRICT, "s3cret"));
        return Hub.start(config, data());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theArticleOfTwoStations(boolean running) throws Exception {
        try (var hub = hub(running)) {
            assertThat(hub).isNotNull();
            assertThat(plan("set", "Radio A", "--base", "27646").code()).isZero();
            assertThat(plan("set", "Radio B", "--base", "27640").code()).isZero();

            var refused = plan("set", "Radio B", "--with", "autodj,legacy-dj");
            assertThat(refused.code()).as(refused.err()).isEqualTo(1);
            assertThat(refused.out())
                    .contains("Radio A", "listen", "27645 +1", "tcp/27646", "base 27650")
                    .contains(
                            "berth ports plan set 'Radio B' --shape azuracast --base 27640 --with autodj --without legacy-dj");
            assertThat(plan("set", "Radio B", "--with", "autodj,legacy-dj", "--lang", "zh").out())
                    .contains("旧式 Shoutcast DJ 连接的是 DJ 端口加一", "27650");

            assertThat(plan("set", "Radio B", "--with", "autodj").code()).isZero();
            var forced =
                    plan("set", "Radio B", "--with", "legacy-dj", "--force", "on air", "--json");
            var outcome = HubClient.type(PlanOutcome.class).fromJson(forced.out());
            assertThat(outcome.accepted()).isTrue();
            assertThat(outcome.forced()).hasSize(1);

            var edited = plan("set", "Radio B", "--notes", "two hours of repeats");
            assertThat(edited.code()).isZero();
            assertThat(edited.out()).contains("an old clash: ");
        }
        var log =
                Run.berth(
                        "ports",
                        "log",
                        "--port",
                        "27646",
                        "--kind",
                        "forced",
                        "--data",
                        data().toString());
        assertThat(log.out() + log.err()).contains("because: on air");
        assertThat(plan().out()).contains("tcp/27646", "legacy-dj", "dj port 27645 +1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everythingElseThatIsAskedOfAPlan(boolean running) throws Exception {
        try (var hub = hub(running)) {
            assertThat(hub).isNotNull();
            assertThat(plan("next").out()).isEqualTo("27500\n");
            assertThat(plan("preview", "Radio A").out()).contains("tcp/27500");
            var empty = HubClient.type(PlanView.class).fromJson(plan("--json").out());
            assertThat(empty.bookings()).isEmpty();

            plan("set", "Radio A", "--with", "autodj", "--at", "dj=27909");
            assertThat(ports("firewall", "--format", "ufw").out())
                    .contains("ufw allow 27500/tcp comment 'Radio A: listen'")
                    .contains("27909")
                    .doesNotContain("27504");
            assertThat(ports("lint").code()).isZero();
            assertThat(ports("shapes").out()).contains("azuracast", "legacy-dj (soft)", "raop");
            assertThat(plan("replan", "--range", "27600-27699", "--preview").out())
                    .contains("Radio A moves from base 27500 to 27600");
            assertThat(plan("remove", "Radio A").code()).isZero();
            assertThat(plan("remove", "Radio A").code()).isEqualTo(1);
            assertThat(plan("next", "--shape", "azuracats").code()).isEqualTo(2);
            assertThat(plan("next", "--shape", "azuracats").err())
                    .contains("did you mean azuracast?");
            assertThat(plan("set", "R", "--base", "65536").err())
                    .contains("65536, which is not a port number");
            assertThat(plan("set", "R", "--force", " ").code()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neighboursAreShownKeptAndForgotten(boolean running) throws Exception {
        var compose =
                Files.writeString(
                        place.resolve("compose.yml"), "services: {web: {ports: ['27500:80']}}");
        try (var hub = hub(running)) {
            assertThat(hub).isNotNull();
            assertThat(ports("import", compose.toString()).out())
                    .contains("tcp/27500", "web", "compose.yml line 1");
            assertThat(ports("import", "--json").out().strip()).isEqualTo("[]");
            assertThat(ports("import", compose.toString(), "--save").code()).isZero();
            var kept =
                    HubClient.type(DeclaredPorts.class)
                            .list()
                            .fromJson(ports("import", "--json").out());
            assertThat(kept)
                    .singleElement()
                    .satisfies(one -> assertThat(one.ports()).isEqualTo("27500"));
            assertThat(plan("next").out()).isEqualTo("27510\n");
            assertThat(ports("import", "--forget", compose.toString()).code()).isZero();
            assertThat(plan("next").out()).isEqualTo("27500\n");
        }
        assertThat(ports("import", "--kind", "plex").out()).contains("tcp/32400");
        assertThat(ports("import", "--kind", "plexx").code()).isEqualTo(2);
        assertThat(ports("import", place.resolve("no.yml").toString()).code()).isEqualTo(1);
    }

    private static void assertOneSentence(Run run, int code, String... words) {
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().startsWith("berth: ");
        assertThat(run.err()).doesNotContain("/api/", "Exception", "berth: berth").contains(words);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDamagedPlanIsOneSentenceAndTellsAndChangesNothing(boolean running) throws Exception {
        Files.createDirectories(data());
        Files.writeString(data().resolve("plan.yaml"), "format: 1\nbookings: [");
        try (var hub = hub(running)) {
            assertThat(hub).isNotNull();
            for (var run :
                    List.of(
                            plan(),
                            plan("set", "Radio A"),
                            plan("next"),
                            ports("lint"),
                            ports("firewall", "--format", "nft"),
                            ports("size", "--sessions", "9"))) {
                assertOneSentence(run, 1, "plan.yaml line");
            }
            if (hub instanceof Hub up) {
                assertThat(up.health().status()).isEqualTo("degraded");
                assertThat(up.health().problems())
                        .containsExactly(up.plan().problem().orElseThrow());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void damagedImportsAreOneSentenceAndTheRulesOfThePlanAreNotGuessed(boolean running)
            throws Exception {
        Files.createDirectories(data());
        Files.writeString(data().resolve("neighbours.yaml"), "declared: [");
        try (var hub = hub(running)) {
            assertThat(hub).isNotNull();
            for (var run :
                    List.of(
                            plan("set", "Radio A"),
                            ports("import"),
                            ports("lint"),
                            ports("size", "--sessions", "9"))) {
                assertOneSentence(run, 1, "neighbours.yaml line");
            }
            if (hub instanceof Hub up) {
                assertThat(up.health().problems()).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFirewallWithNothingToOpenIsASentenceAndNoRules(boolean running) throws Exception {
        try (var hub = hub(running)) {
            assertThat(hub).isNotNull();
            for (var format : List.of("nft", "ufw", "netsh", "iptables")) {
                assertOneSentence(
                        ports("firewall", "--format", format), 1, "no rules for " + format);
            }
            plan("set", "Radio A");
            assertThat(ports("firewall", "--format", "ufw", "--json").out())
                    .startsWith("{\"format\":\"ufw\",\"text\":\"ufw allow 27500/tcp");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWishThatMakesNoSenseIsOneSentence(boolean running) throws Exception {
        try (var hub = hub(running)) {
            assertThat(hub).isNotNull();
            assertOneSentence(plan("set", ""), 2, "'' is no name of an owner");
            assertOneSentence(plan("set", "A\nB"), 2, "'A?B' is no name of an owner");
            assertOneSentence(plan("set", "A", "--name", " "), 2, "is no name of an owner");
            assertOneSentence(plan("remove", ""), 2, "'' is no name of an owner");
            assertOneSentence(plan("set", "A".repeat(3_000)), 2, "has 3000 letters");
            assertOneSentence(plan("set", "A", "--at", "lisen=27600"), 2, "did you mean listen?");
            assertOneSentence(plan("set", "A", "--at", "listen=99999"), 2, "1 to 65535");
            assertOneSentence(
                    plan("set", "A", "--with", "autodj", "--without", "autodj"), 2, "on and off");
            assertOneSentence(plan("remove", "A"), 1, "berth ports plan lists who is");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasImportedIsForgottenByTheSamePathOrByItsKind(boolean running) throws Exception {
        var file = Files.writeString(place.resolve("mpd.socket"), SOCKETS);
        var relative = Path.of("").toAbsolutePath().relativize(file).toString();
        try (var hub = hub(running)) {
            assertThat(hub).isNotNull();
            var saved = ports("import", relative, "--save");
            assertThat(saved.out()).contains("udp/[::1]:8304", "tcp/127.0.0.1:8301");
            ports("import", "--kind", "plex", "--save");

            var forgotten = ports("import", "--forget", relative);
            assertThat(forgotten.code()).as(forgotten.err()).isZero();
            assertThat(forgotten.out())
                    .contains("forgot what was imported from " + file, "udp/[::1]:8304");
            assertThat(ports("import", "--forget", "plex").out()).contains("tcp/32400");
            assertOneSentence(ports("import", "--forget", "plex"), 1, "berth ports import lists");
            assertThat(ports("import", "--json").out().strip()).isEqualTo("[]");
        }
    }

    @Test
    void aSizeComesWithTheLinesToWrite() {
        var run = ports("size", "--sessions", "2000");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("= 4768 ports; plan ", "ip_local_reserved_ports", "range: ");
        assertThat(ports("size", "--sessions", "0").code()).isEqualTo(2);
        assertThat(ports("size", "--sessions", "9", "--holding", "soon").code()).isEqualTo(2);
    }
}

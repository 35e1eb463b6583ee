package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.ApiConfig;
import dev.berth.api.Views;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that ask: a running hub, the port authority, a file. */
class CommandsTest {
    @TempDir static Path place;

    private static Hub hub;
    private static String data;
    private static String nowhere;

    @BeforeAll
    static void start() throws Exception {
        data = place.resolve("data").toString();
        nowhere = place.resolve("nowhere").toString();
        hub =
                Hub.start(
                        HubConfig.DEFAULT
                                .with(HubConfig.DEFAULT.rtmp().listeningOn(Free.port()))
                                .with(new ApiConfig(Free.port(), Policy.STRICT, "s3cret")),
                        Path.of(data));
    }

    @AfterAll
    static void end() {
        hub.close();
    }

    /** Where the hub serves RTMP. */
    private static Endpoint rtmp() {
        return hub.authority().leases().stream()
                .filter(lease -> lease.claim().purpose().equals("publish and play by RTMP"))
                .findFirst()
                .orElseThrow()
                .endpoint();
    }

    private static void assertOneSentence(Run run, int code, String... words) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err().lines()).as(run.err()).hasSize(1);
        assertThat(run.err())
                .startsWith("berth: ")
                .doesNotContain("berth: berth")
                .doesNotContain("Exception")
                .contains(words);
    }

    private static <T> T json(Class<T> type, Run run) {
        return HubClient.type(type).fromJson(run.out());
    }

    private static <T> List<T> jsons(Class<T> type, Run run) {
        return HubClient.type(type).list().fromJson(run.out());
    }

    @Test
    void aFreePortIsFree() {
        var port = Free.port().toString();
        var run = Run.berth("ports", "check", port, "--data", nowhere);
        assertThat(run).isEqualTo(new Run(0, port + " is free\n", ""));

        var asJson =
                json(
                        Views.Check.class,
                        Run.berth("ports", "check", port, "--json", "--data", nowhere));
        assertThat(asJson.free()).isTrue();
        assertThat(asJson.verdict()).isEqualTo("free");
    }

    @Test
    void aHeldPortIsHeldBySomebodyWithAPidAndACommand() throws Exception {
        var port = Free.port();
        try (var nc = Child.nc(port.port())) {
            for (var where : List.of(nowhere, data)) {
                var run = Run.berth("ports", "check", port.toString(), "--json", "--data", where);
                assertThat(run.code()).isEqualTo(1);
                var check = json(Views.Check.class, run);
                assertThat(check.verdict()).isEqualTo("held");
                assertThat(check.holders())
                        .singleElement()
                        .satisfies(holder -> {
                            assertThat(holder.pid()).isEqualTo(nc.pid());
                            assertThat(holder.command()).isEqualTo("nc");
                            assertThat(holder.commandLine())
                                    .isEqualTo("nc -l 127.0.0.1 " + port.port());
                        });
            }
            var words = Run.berth("ports", "check", port.toString(), "--data", nowhere);
            assertThat(words.code()).isEqualTo(1);
            assertThat(words.out())
                    .contains("nc (pid " + nc.pid())
                    .containsOnlyOnce("kill " + nc.pid());

            var chinese =
                    Run.berth("ports", "check", port.toString(), "--lang", "zh", "--data", nowhere);
            assertThat(chinese.code()).isEqualTo(1);
            assertThat(chinese.out()).contains("已被 nc（pid " + nc.pid(), "kill " + nc.pid());

            var who = Run.berth("ports", "who", port.toString());
            assertThat(who.code()).isZero();
            assertThat(who.out()).contains("listener").contains(Long.toString(nc.pid()));
            assertThat(
                            json(
                                            Views.Who.class,
                                            Run.berth("ports", "who", port.toString(), "--json"))
                                    .holders())
                    .hasSize(1);
        }
    }

    @Test
    void nobodyHoldsAFreePort() {
        var run = Run.berth("ports", "who", Free.port().toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).startsWith("nobody holds a socket on ");
    }

    @Test
    void whatIsNoEndpointIsAWrongCommandLine() {
        assertOneSentence(Run.berth("ports", "check", "tcp/70000"), 2, "70000", "1 to 65535");
        assertOneSentence(Run.berth("ports", "who", "x"), 2, "port number");
        assertOneSentence(Run.berth("up", "--rtmp", "tcp/x"), 2, "--rtmp");
        assertOneSentence(Run.berth("up", "--api", "tcp/7935"), 2, "api.token");
    }

    @Test
    void whatOtherProgramsSayIsExplainedWithWhatIsSoHere() throws Exception {
        var port = Free.port();
        try (var nc = Child.nc(port.port())) {
            var line =
                    "bind() to 127.0.0.1:%d failed (98: Address already in use)"
                            .formatted(port.port());
            for (var where : List.of(nowhere, data)) {
                var run = Run.berth("ports", "explain", line, "--data", where);
                assertThat(run.code()).isZero();
                assertThat(run.out())
                        .contains("EADDRINUSE", "here and now: " + port)
                        .contains("nc (pid " + nc.pid());
            }
        }
        assertThat(Run.berth("ports", "explain", "--data", nowhere, "--", "-203").out())
                .contains("libupnp", "udp/1900");
        var chinese = Run.berth("ports", "explain", "--lang", "zh", "--data", nowhere, "10013");
        assertThat(chinese.out()).contains("WSAEACCES (10013)", "排除");
        assertOneSentence(Run.berth("ports", "explain", "--data", nowhere, "hello"), 1, "hello");
    }

    @Test
    void theNextGoodPortIsFoundAndEachOneBeforeItIsExplained() throws Exception {
        var port = Free.port();
        try (var nc = Child.nc(port.port())) {
            var run = Run.berth("ports", "next", port.toString());
            assertThat(run.code()).isZero();
            var lines = run.out().lines().toList();
            assertThat(Endpoint.parse(lines.getFirst()).port()).isGreaterThan(port.port());
            assertThat(lines.get(1)).contains("passed over: " + port, "nc (pid " + nc.pid());

            var chinese = Run.berth("ports", "next", port.toString(), "--json", "--lang", "zh");
            var found = json(Views.Found.class, chinese);
            assertThat(found.passedOver().getFirst().code()).isEqualTo("held");
            assertThat(found.passedOver().getFirst().text()).contains("已被 nc（pid " + nc.pid());

            var none = Integer.toString(port.port());
            assertOneSentence(
                    Run.berth("ports", "next", port.toString(), "--range", none), 1, none);
        }
    }

    @Test
    void aPortOfTheHubIsLeasedToIt() {
        var port = hub.authority().leases().getFirst().endpoint().toString();
        var run = Run.berth("ports", "check", port, "--data", data);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains(port + " is leased to hub for publish and play by RTMP");
    }

    @Test
    void leasesAreListed() {
        var run = Run.berth("ports", "leases", "--data", data);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("API and events").contains("guarded");
        assertThat(
                        jsons(
                                Views.LeaseView.class,
                                Run.berth("ports", "leases", "--data", data, "--json")))
                .extracting(Views.LeaseView::purpose)
                .contains("API and events");
    }

    @Test
    void everySocketOfTheMachineIsShownWithItsProgramAndWhatForWhereTheHubKnows() throws Exception {
        var port = Free.port();
        try (var nc = Child.nc(port.port())) {
            var run = Run.berth("ports", "--data", data);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out().lines().filter(line -> line.contains(port + " ")))
                    .singleElement()
                    .asString()
                    .contains("listener", " " + nc.pid() + " ", "nc");
            assertThat(run.out()).contains("hub: API and events");

            var all =
                    jsons(Views.SocketView.class, Run.berth("ports", "--json", "--data", nowhere));
            assertThat(all)
                    .filteredOn(socket -> socket.holder().pid() == nc.pid())
                    .singleElement()
                    .satisfies(socket -> assertThat(socket.wanted()).isNull());
        }
    }

    @Test
    void whatChangesOnTheMachineIsToldUntilTheCommandIsEnded() throws Exception {
        var port = Free.port();
        try (var watch = Child.berth("ports", "--watch", "1", "--data", nowhere)) {
            watch.awaitLine("watching");
            try (var nc = Child.nc(port.port())) {
                assertThat(watch.awaitLine("+ " + port)).contains("nc (pid " + nc.pid());
            }
            watch.awaitLine("- " + port);
            watch.signal("TERM");
            assertThat(watch.code()).isEqualTo(143);
            assertThat(watch.said()).doesNotContain("Exception");
        }
        assertOneSentence(Run.berth("ports", "--watch", "0"), 2, "1 to 3600 seconds");
        assertOneSentence(Run.berth("ports", "--all", "--listening"), 2, "choose one");
    }

    private static String[] with(String[] words, String... more) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void streamsAreListed() throws Exception {
        var publication = hub.streams().publish("live/cli", "a test");
        try {
            assertThat(Run.berth("streams", "--data", data).out()).contains("live/cli", "a test");
            assertThat(Run.berth("streams", "--urls", "--data", data).out().lines())
                    .contains("rtmp://127.0.0.1:" + rtmp().port() + "/live/cli");
            assertThat(
                            jsons(
                                    Views.StreamView.class,
                                    Run.berth("streams", "--data", data, "--json")))
                    .extracting(Views.StreamView::name)
                    .contains("live/cli");
        } finally {
            publication.end();
        }
    }

    @Test
    void outputsAreAddedListedAndRemoved() {
        var to = Free.listener();
        var added = Run.berth("outputs", "add", "live/a", "--to", to, "--json", "--data", data);
        assertThat(added.code()).as(added.err()).isZero();
        var id = jsons(Views.OutputView.class, added).getFirst().id();

        assertThat(Run.berth("outputs", "--data", data).out()).contains(id).contains(to);
        assertOneSentence(
                Run.berth("outputs", "add", "live/b", "--to", to, "--data", data),
                2,
                "is an output already");
        assertThat(Run.berth("outputs", "remove", id, "--data", data))
                .isEqualTo(new Run(0, "", ""));
        assertOneSentence(
                Run.berth("outputs", "remove", id, "--data", data), 1, "there is no output " + id);
        assertOneSentence(
                Run.berth("outputs", "remove", "a b/../c?d", "--data", data), 1, "there is no");
        assertThat(jsons(Views.OutputView.class, Run.berth("outputs", "--data", data, "--json")))
                .extracting(Views.OutputView::id)
                .doesNotContain(id);
    }

    @Test
    void withoutAHubTheCommandsThatNeedOneSayHowToStartIt() {
        for (var command : List.of("streams", "outputs", "pulls")) {
            assertOneSentence(
                    Run.berth(command, "--data", nowhere),
                    1,
                    "no hub runs on the data directory " + nowhere,
                    "berth up");
        }
    }

    @Test
    void aHubThatDoesNotAnswerIsNamed() throws Exception {
        var dead = Files.createDirectories(place.resolve("dead"));
        var self = ProcessHandle.current();
        var port = Free.port().port();
        Files.write(
                dead.resolve("hub"),
                List.of(
                        Long.toString(self.pid()),
                        "http://127.0.0.1:" + port,
                        "",
                        self.info().startInstant().orElseThrow().toString()));

        var run = Run.berth("streams", "--data", dead.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "the hub with pid "
                                + self.pid()
                                + " does not answer at http://127.0.0.1:"
                                + port);
    }

    @Test
    void aGoodConfigurationIsFine() throws Exception {
        var file =
                Files.writeString(
                        place.resolve("good.yaml"), "rtmp:\n  listen: tcp/127.0.0.1:1936\n");
        assertThat(Run.berth("config", "check", file.toString()))
                .isEqualTo(new Run(0, file + " is fine\n", ""));
        assertThat(Run.berth("config", "check", file.toString(), "--json").out().strip())
                .isEqualTo("[]");
    }

    @Test
    void aDoorThatIsOpenToEverybodyIsPointedOut() throws Exception {
        var file = Files.writeString(place.resolve("wide.yaml"), "rtmp:\n  listen: tcp/1936\n");
        var run = Run.berth("config", "check", file.toString());
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains(file + " is fine\n").contains("note: ").contains("access");
    }

    @Test
    void aBadConfigurationGetsALineForEachProblem() throws Exception {
        var file =
                Files.writeString(
                        place.resolve("bad.yaml"),
                        "rtpm: {}\nrestream:\n  - from: live/a\n    to: rtmp://127.0.0.1/live/a\n");
        var run = Run.berth("config", "check", file.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .endsWith("line 1: rtpm is unknown; did you mean rtmp?"),
                        line ->
                                assertThat(line)
                                        .contains("line 4: ")
                                        .contains("feeds its own source"));

        var asJson = Run.berth("config", "check", file.toString(), "--json");
        assertThat(asJson.code()).isEqualTo(1);
        assertThat(HubClient.JSON.type(String.class).list().fromJson(asJson.out())).hasSize(2);

        var up = Run.berth("up", "--config", file.toString(), "--data", nowhere);
        assertThat(up.code()).isEqualTo(2);
        assertThat(up.err().lines()).hasSize(2).allMatch(line -> line.startsWith("berth: "));
        assertThat(Path.of(nowhere)).doesNotExist();
    }

    @Test
    void aConfigurationThatIsNotThereIsNamed() {
        var run = Run.berth("config", "check", place.resolve("none.yaml").toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("none.yaml is not there");
    }

    @Test
    void everyCommandHelps() {
        for (var words : commands(Main.command(), List.of())) {
            var help = Run.berth(with(words.toArray(String[]::new), "--help"));
            assertThat(help.code()).as("berth %s --help", words).isZero();
            assertThat(help.err()).isEmpty();
            assertThat(help.out())
                    .startsWith(("Usage: berth " + String.join(" ", words)).strip())
                    .contains("--help");
        }
    }

    private static List<List<String>> commands(CommandLine command, List<String> words) {
        var all = new ArrayList<List<String>>();
        all.add(words);
        command.getSubcommands()
                .forEach((name, sub) -> {
                    if (!name.equals("help")) {
                        var more = new ArrayList<>(words);
                        more.add(name);
                        all.addAll(commands(sub, more));
                    }
                });
        return all;
    }

    @Test
    void everyOptionAndArgumentIsExplained() {
        for (var words : commands(Main.command(), List.of())) {
            var command = Main.command();
            for (var word : words) {
                command = Objects.requireNonNull(command.getSubcommands().get(word));
            }
            assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
            assertThat(command.getCommandSpec().args())
                    .allSatisfy(arg -> assertThat(arg.description()).isNotEmpty());
        }
    }

    @Test
    void aWrongCommandLineIsExitCode2() {
        for (var wrong :
                List.of(
                        new String[] {"--nonsense"},
                        new String[] {"upp"},
                        new String[] {"up", "--nonsense"},
                        new String[] {"config"},
                        new String[] {"ports", "check"},
                        new String[] {"outputs", "remove"},
                        new String[] {"restream", "test:"})) {
            var run = Run.berth(wrong);
            assertThat(run.code()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(run.err()).isNotBlank().doesNotContain("\tat ");
        }
        assertThat(Run.berth("upp").err()).contains("Did you mean").contains("berth up");
    }

    @Test
    void withoutACommandTheUsageIsPrinted() {
        assertThat(Run.berth().code()).isZero();
        assertThat(Run.berth().out()).contains("restream", "ports", "config", "completion");
        assertThat(Run.berth("--version").out()).isEqualTo("berth " + Hub.VERSION + "\n");
    }

    @Test
    void theCompletionIsAScriptThatBashTakes() throws Exception {
        var run = Run.berth("completion");
        assertThat(run.code()).isZero();
        var script = Files.writeString(place.resolve("completion"), run.out());
        try (var bash = Child.run("bash", "-n", script.toString())) {
            assertThat(bash.code()).as(bash.said()).isZero();
        }
        assertThat(run.out()).contains("restream", "leases", "--demo");
    }

    @Test
    void restreamingSaysWhatIsWrongWithIt() throws IOException {
        assertOneSentence(
                Run.berth("restream", "clip.mp4", "--to", Free.listener(), "--data", nowhere),
                1,
                "clip.mp4 is no file that is here");
        assertOneSentence(
                Run.berth("restream", "test:", "--to", "nowhere", "--data", nowhere),
                2,
                "begins with no scheme known here");
        assertOneSentence(
                Run.berth("restream", "test:", "--to", "nowhere", "--data", data),
                2,
                "begins with no scheme known here");
    }
}

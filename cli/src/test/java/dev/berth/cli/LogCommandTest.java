package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.ApiConfig;
import dev.berth.api.Views;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened to ports, asked of a running hub and of what an earlier one left behind. */
class LogCommandTest {
    @TempDir static Path place;

    private static final Endpoint LIVE_PORT = Free.port();
    private static final Endpoint PAST_PORT = Free.port();

    private static Hub hub;
    private static String live;
    private static String past;
    private static String nowhere;

    @BeforeAll
    static void start() throws Exception {
        live = place.resolve("live").toString();
        past = place.resolve("past").toString();
        nowhere = place.resolve("nowhere").toString();
        hub(PAST_PORT, past).close();
        hub = hub(LIVE_PORT, live);
        Await.until("its leases are written down", () -> log(live, LIVE_PORT).code() == 0);
    }

    @AfterAll
    static void end() {
        hub.close();
    }

    private static Hub hub(Endpoint rtmp, String data) throws Exception {
        return Hub.start(
                HubConfig.DEFAULT
                        .with(HubConfig.DEFAULT.rtmp().listeningOn(rtmp))
                        .with(new ApiConfig(Free.port(), Policy.STRICT, "")),
                Path.of(data));
    }

    private static Run log(String data, Endpoint port, String... more) {
        var words =
                new ArrayList<>(
                        List.of(
                                "ports",
                                "log",
                                "--data",
                                data,
                                "--kind",
                                "granted",
                                "--port",
                                Integer.toString(port.port())));
        words.addAll(List.of(more));
        return Run.berth(words.toArray(String[]::new));
    }

    @Test
    void aLineForEachThingThatHappened() {
        var run = log(live, LIVE_PORT);
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        titles -> assertThat(titles).matches("TIME +WHAT +PORT +IN WORDS"),
                        line ->
                                assertThat(line)
                                        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d .*")
                                        .contains("granted", LIVE_PORT + " is leased to hub for"));
    }

    @Test
    void theHubThatHasEndedCanStillBeAsked() {
        var run = Run.berth("ports", "log", "--data", past, "--since", "24h");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("started", "granted", PAST_PORT + " is released by hub", "ended");
    }

    @Test
    void whoHadAPortAtAMomentIsOneParagraphAndTheLinesAroundIt() {
        var moment = Instant.now(); // not cut to its second, at the beginning of which there was no
        // lease
        var when = Moments.shown(moment, ZoneId.systemDefault());
        var now =
                Run.berth(
                        "ports",
                        "log",
                        "--data",
                        live,
                        "--port",
                        "" + LIVE_PORT.port(),
                        "--at",
                        moment.toString(),
                        "--lang",
                        "en");
        assertThat(now.code()).isZero();
        assertThat(now.out().lines().findFirst().orElseThrow())
                .startsWith("At " + when + " " + LIVE_PORT + " was leased to hub for")
                .contains("until now.");
        var then =
                Run.berth(
                        "ports",
                        "log",
                        "--data",
                        past,
                        "--port",
                        "" + PAST_PORT.port(),
                        "--at",
                        "2020-01-01",
                        "--lang",
                        "en");
        assertThat(then.out())
                .startsWith("At 2020-01-01 00:00:00 no lease of this hub was on port ")
                .contains("After: ");
    }

    @Test
    void jsonIsALineForEachEntry() {
        var run = log(past, PAST_PORT, "--json");
        var entries =
                run.out().lines().map(HubClient.type(Views.EntryView.class)::fromJson).toList();
        assertThat(entries)
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.kind()).isEqualTo("granted");
                    assertThat(entry.endpoint()).isEqualTo(PAST_PORT.toString());
                    assertThat(entry.lease()).hasSize(9);
                });
    }

    @Test
    void commaSeparatedValuesHaveTitlesAndAsManyFieldsInEachLine() {
        var lines = log(past, PAST_PORT, "--csv").out().split("\r\n", -1);
        assertThat(lines[0]).isEqualTo("at,kind,endpoint,owner,purpose,who,text,lease");
        assertThat(lines[1]).contains(",granted," + PAST_PORT + ",hub,").doesNotContain("\"");
        assertThat(lines[1].split(",", -1)).hasSize(8);
    }

    @Test
    void whatIsNotKnownIsExitCode1AndWhatCannotBeAskedExitCode2() {
        assertSentence(
                Run.berth("ports", "log", "--data", nowhere),
                1,
                "there is no ledger at",
                "berth up");
        assertSentence(
                Run.berth("ports", "log", "--data", past, "--since", "yesterday"),
                2,
                "--since: 'yesterday' is no moment; write one as in '2026-11-17 03:12'");
        assertSentence(
                Run.berth("ports", "log", "--data", past, "--at", "2026-11-17 03:12"),
                2,
                "--at asks who had a port then; name it too, as in --port 8145");
        assertSentence(
                Run.berth("ports", "log", "--data", past, "--port", "70000"),
                2,
                "70000 is not a port number");
        assertThat(Run.berth("ports", "log", "--kind", "eaten").code()).isEqualTo(2);
        var unknown = Run.berth("ports", "log", "--data", past, "--owner", "nobody");
        assertThat(unknown).isEqualTo(new Run(1, "nothing is known of it\n", ""));
    }

    private static void assertSentence(Run run, int code, String... words) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err().lines()).singleElement().asString().contains(words);
    }

    @Test
    void aHubWithoutFindingsHasEveryPortAsItShouldBe() {
        assertThat(Run.berth("ports", "findings", "--data", live, "--lang", "en"))
                .isEqualTo(new Run(0, "every port is as it should be\n", ""));
        assertThat(Run.berth("ports", "findings", "--data", live, "--json").out().strip())
                .isEqualTo("[]");
    }
}

package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Trial;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Lease;
import dev.berth.rtmp.Await;
import dev.berth.watch.WatchConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ledger, the watch and the figures, as a client of the API sees them. */
class LogTest {
    private final Trial trial =
            Trial.start(usual ->
                    usual.with(new WatchConfig(Duration.ofSeconds(1), Duration.ofMinutes(10))));

    @AfterEach
    void end() {
        trial.close();
    }

    private List<Map<String, Object>> entries(String query) {
        return Trial.list(Trial.body(trial.get("/api/v1/ports/log" + query)).get("entries"))
                .stream()
                .map(Trial::object)
                .toList();
    }

    private Lease guard(Endpoint endpoint) throws Exception {
        return trial.hub().authority().lease(Claim.strict("station A", "DJ", endpoint).guarded());
    }

    private void awaitEntries(String query, int count) {
        Await.until(count + " entries are there: " + query, () -> entries(query).size() >= count);
    }

    @Test
    void aLeaseIsInTheLedgerFromItsBeginningToItsEndWithARefusalInBetween() throws Exception {
        var endpoint = Trial.freePort();
        var ours = "?kind=granted,released,refused&port=" + endpoint.port();
        try (var lease = guard(endpoint)) {
            var second = Claim.strict("station B", "DJ", endpoint);
            trial.hub().authority().answer(second);
            trial.hub().authority().answer(second);
            awaitEntries(ours, 2);
            assertThat(entries(ours).getFirst())
                    .containsEntry("kind", "granted")
                    .containsEntry("endpoint", endpoint.toString())
                    .containsEntry("owner", "station A")
                    .containsEntry("purpose", "DJ")
                    .containsEntry("lease", lease.token().toString());
        }
        awaitEntries(ours, 3);
        assertThat(entries(ours))
                .extracting(entry -> entry.get("kind"))
                .containsExactly("granted", "refused", "released");
        assertThat(entries(ours + "&owner=station%20B")).hasSize(1);
        assertThat(entries(ours + "&limit=1"))
                .extracting(entry -> entry.get("kind"))
                .containsExactly("released");
    }

    @Test
    void whoHadAPortAtAMomentIsAnsweredInWords() throws Exception {
        var endpoint = Trial.freePort();
        guard(endpoint);
        awaitEntries("?kind=granted&port=" + endpoint.port(), 1);
        var path =
                "/api/v1/ports/log?port=%d&at=%s"
                        .formatted(endpoint.port(), Instant.now().plusSeconds(1));
        assertThat(Trial.body(trial.get(path)).get("answer"))
                .asString()
                .contains(endpoint + " was leased to station A for DJ, from ", " until now.");
        assertThat(Trial.body(trial.get(path + "&lang=zh")).get("answer"))
                .asString()
                .contains(endpoint + " 租给 station A，用途 DJ；", "至今仍有效");
    }

    @Test
    void whatCannotBeAskedIsRefusedInOneSentence() {
        assertSentence("?at=yesterday", "'yesterday' is no moment");
        assertSentence("?since=2026-13-01", "'2026-13-01' is no moment");
        assertSentence("?at=2026-11-17T03:12:00Z", "name it too, as in ?port=8145&at=");
        assertSentence("?port=x", "port is 'x', which is no number");
        assertSentence("?port=70000", "70000 is not a port number");
        assertSentence("?limit=0", "the limit is 0; use one from 1 to 10000");
        assertSentence("?kind=granted,eaten", "'eaten' is nothing that happens to a port");
        assertSentence("?transport=sctp", "'sctp' is no transport; use tcp or udp");
        assertSentence("?port=1&at=2026-11-17T03:12:00Z&zone=Moon", "'Moon' is no time zone");
    }

    private void assertSentence(String query, String words) {
        var answer = trial.get("/api/v1/ports/log" + query);
        assertThat(answer.statusCode()).as(query).isEqualTo(400);
        assertThat(Trial.body(answer).get("detail")).asString().contains(words);
    }

    @Test
    void aStrangerOverAGuardIsFoundAndToldAndClearedWhenItIsGone() throws Exception {
        var endpoint = Trial.freePort();
        guard(endpoint);
        var listens =
                "import socket,time\ns=socket.create_server(('127.0.0.1',%d))\ntime.sleep(60)"
                        .formatted(endpoint.port());
        // In a session of its own, and nobody's child: a stranger.
        new ProcessBuilder("setsid", "--fork", "python3", "-c", listens).start().waitFor();
        Await.until("the stranger is found", () -> !findings().isEmpty());
        var finding = findings().getFirst();
        assertThat(finding)
                .containsEntry("kind", "intruder")
                .containsEntry("endpoint", endpoint.toString());
        assertThat(finding.get("text"))
                .asString()
                .contains("is leased to station A for DJ, and python3 (pid ");
        assertThat(trial.get("/metrics").body()).contains("berth_findings{kind=\"intruder\"} 1.0");

        var pid = Long.parseLong(String.valueOf(Trial.object(finding.get("holder")).get("pid")));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Await.until("it is gone", () -> findings().isEmpty());
        awaitEntries("?kind=intruder,cleared&port=" + endpoint.port(), 2);
    }

    private List<Map<String, Object>> findings() {
        return Trial.objects(trial.get("/api/v1/ports/findings"));
    }

    @Test
    void theFiguresAreWhatPrometheusReads() throws Exception {
        guard(Trial.freePort()).close();
        var answer = trial.get("/metrics");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(answer.body())
                .contains("berth_leases{grade=\"guarded\"} 2.0")
                .contains("berth_lease_changes_total{kind=\"granted\"} 3.0")
                .contains("berth_lease_changes_total{kind=\"released\"} 1.0")
                .contains("berth_lease_answers_seconds_count 3")
                .contains("berth_ledger_lost_total 0.0")
                .contains("berth_outputs{state=\"live\"} 0.0")
                .contains("jvm_memory_used_bytes{")
                .contains("process_uptime_seconds");
        assertThat(answer.body().lines())
                .filteredOn(line -> !line.startsWith("#"))
                .allMatch(line -> line.matches("[a-z_0-9]+(\\{[^}]*})? (NaN|-?[0-9.E+-]+)"));
    }

    @Test
    void refusalsAreCountedByTheirCode() throws Exception {
        var endpoint = Trial.freePort();
        guard(endpoint);
        trial.hub().authority().answer(Claim.strict("b", "c", endpoint));
        assertThat(trial.get("/metrics").body())
                .contains("berth_lease_refusals_total{code=\"reserved\"} 1.0");
    }
}

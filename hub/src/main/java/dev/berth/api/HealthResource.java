package dev.berth.api;

import dev.berth.journal.Ledger;
import dev.berth.planning.PlanOfRecord;
import dev.berth.ports.Authority;
import dev.berth.ports.Phrase;
import dev.berth.supervise.ServiceStatus;
import dev.berth.supervise.Supervisor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the hub is doing as a whole. */
record HealthResource(
        Supervisor supervisor,
        Ledger ledger,
        Authority authority,
        PlanOfRecord plan,
        String version,
        Instant since) {
    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/health",
                        (request, response) ->
                                Answers.send(response, Views.Health.class, health())));
    }

    Views.Health health() {
        var services = supervisor.status();
        var problems = problems();
        boolean ok =
                problems.isEmpty()
                        && services.stream()
                                .allMatch(
                                        service -> service.state() == ServiceStatus.State.RUNNING);
        return new Views.Health(
                ok ? "ok" : "degraded",
                version,
                ProcessHandle.current().pid(),
                since,
                services.stream().map(Views.Service::of).toList(),
                problems);
    }

    private List<String> problems() {
        return Stream.of(
                        Optional.ofNullable(ledger.status().problem()),
                        Optional.ofNullable(authority.trouble()).map(Phrase::english),
                        plan.damage(),
                        plan.doubt())
                .flatMap(Optional::stream)
                .toList();
    }
}

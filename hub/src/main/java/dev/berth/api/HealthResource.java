package dev.berth.api;

import dev.berth.journal.Ledger;
import dev.berth.supervise.ServiceStatus;
import dev.berth.supervise.Supervisor;
import java.time.Instant;
import java.util.List;

/** How the hub is doing as a whole. */
record HealthResource(Supervisor supervisor, Ledger ledger, String version, Instant since) {
    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/health",
                        (request, response) ->
                                Answers.send(response, Views.Health.class, health())));
    }

    Views.Health health() {
        var services = supervisor.status();
        var problem = ledger.status().problem();
        var problems = problem == null ? List.<String>of() : List.of(problem);
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
}

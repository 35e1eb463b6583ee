package dev.berth.api;

import dev.berth.ports.Authority;
import dev.berth.ports.BadEndpoint;
import dev.berth.ports.Endpoint;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Consumer;

/** The port authority: what it holds, and what it says of a port. */
record PortsResource(Authority authority) {
    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/ports/leases", this::leases),
                Route.get("/api/v1/ports/check", this::check),
                Route.get("/api/v1/ports/who", this::who));
    }

    private void leases(ServerRequest request, ServerResponse response) {
        var all = authority.leases().stream().map(Views.LeaseView::of).toList();
        Answers.send(response, Views.LeaseView.class, all);
    }

    private void check(ServerRequest request, ServerResponse response) {
        about(
                request,
                response,
                endpoint ->
                        Answers.send(
                                response,
                                Views.Check.class,
                                Views.Check.of(authority.check(endpoint))));
    }

    private void who(ServerRequest request, ServerResponse response) {
        about(
                request,
                response,
                endpoint -> {
                    var holders =
                            authority.holders(endpoint).stream().map(Views.HolderView::of).toList();
                    Answers.send(
                            response, Views.Who.class, new Views.Who(endpoint.toString(), holders));
                });
    }

    private static void about(
            ServerRequest request, ServerResponse response, Consumer<Endpoint> answer) {
        var text = request.query().first("endpoint").orElse("");
        if (text.isBlank()) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "name a port, as in " + request.path().path() + "?endpoint=tcp/1935");
            return;
        }
        try {
            answer.accept(Endpoint.parse(text));
        } catch (BadEndpoint bad) {
            Answers.problem(response, Status.BAD_REQUEST_400, String.valueOf(bad.getMessage()));
        }
    }
}

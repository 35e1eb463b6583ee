package dev.berth.api;

import dev.berth.ports.Authority;
import dev.berth.ports.BadEndpoint;
import dev.berth.ports.Endpoint;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Consumer;

/** The port authority: what it holds, and what it says of a port. */
record PortsResource(Authority authority) implements HttpService {
    @Override
    public void routing(HttpRules rules) {
        rules.get("/leases", this::leases).get("/check", this::check).get("/who", this::who);
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
        try {
            answer.accept(Endpoint.parse(text));
        } catch (BadEndpoint bad) {
            Answers.problem(response, Status.BAD_REQUEST_400, String.valueOf(bad.getMessage()));
        }
    }
}

package dev.berth.api;

import dev.berth.ports.Authority;
import dev.berth.ports.BadEndpoint;
import dev.berth.ports.Claim;
import dev.berth.ports.Complaints;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Language;
import dev.berth.ports.PortRange;
import dev.berth.ports.Prospect;
import dev.berth.ports.Refusal;
import dev.berth.ports.Verdict;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Consumer;

/** The port authority: what it holds, and what it says of a port. */
record PortsResource(Authority authority) {
    private static final String ASKER = "somebody who asks the API";
    private static final String PURPOSE = "a free port";

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/ports/leases", this::leases),
                Route.get("/api/v1/ports/check", this::check),
                Route.get("/api/v1/ports/who", this::who),
                Route.get("/api/v1/ports/sockets", new SocketsAnswer(authority)::send),
                Route.get("/api/v1/ports/next", this::next),
                Route.get("/api/v1/ports/explain", this::explain));
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
                                Views.Check.of(verdict(request, endpoint), language(request))));
    }

    private Verdict verdict(ServerRequest request, Endpoint endpoint) {
        return switch (request.query().first("client").orElse("any")) {
            case "browser" -> authority.checkForBrowsers(endpoint);
            case "sharing" -> authority.checkForSharing(endpoint);
            default -> authority.check(endpoint);
        };
    }

    private static Language language(ServerRequest request) {
        return Language.ofTag(request.query().first("lang").orElse("en"));
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

    private void next(ServerRequest request, ServerResponse response) {
        about(
                request,
                response,
                preferred -> {
                    switch (authority.prospect(search(request, preferred))) {
                        case Prospect.Found found ->
                                Answers.send(
                                        response,
                                        Views.Found.class,
                                        Views.Found.of(found, language(request)));
                        case Prospect.None(Refusal why) ->
                                Answers.problem(
                                        response,
                                        Status.CONFLICT_409,
                                        why.explain(language(request)));
                    }
                });
    }

    private static Claim search(ServerRequest request, Endpoint preferred) {
        return request.query()
                .first("range")
                .map(range -> Claim.next(ASKER, PURPOSE, preferred, PortRange.parse(range)))
                .orElseGet(() -> Claim.next(ASKER, PURPOSE, preferred));
    }

    private void explain(ServerRequest request, ServerResponse response) {
        var text = request.query().first("text").orElse("");
        if (text.isBlank() || text.length() > Complaints.LONGEST) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "give a code or a line of at most %d characters, as in %s?text=EADDRINUSE"
                            .formatted(Complaints.LONGEST, request.path().path()));
            return;
        }
        var all =
                Complaints.in(text).stream()
                        .map(complaint ->
                                Views.Explanation.of(
                                        complaint, language(request), authority::check))
                        .toList();
        Answers.send(response, Views.Explanation.class, all);
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

package dev.berth.api;

import dev.berth.ports.Authority;
import dev.berth.ports.Census;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every socket of the machine, as the user whose hub this is may see them. */
record SocketsAnswer(Authority authority) {

    void send(ServerRequest request, ServerResponse response) {
        switch (request.query().first("scope").orElse("bound")) {
            case "bound" -> send(Census.Scope.BOUND, response);
            case "all" -> send(Census.Scope.ALL, response);
            default ->
                    Answers.problem(
                            response,
                            Status.BAD_REQUEST_400,
                            "scope is bound, for sockets that are no connections, or all");
        }
    }

    private void send(Census.Scope scope, ServerResponse response) {
        try {
            var all = Census.take(scope).sockets().stream().map(this::view).toList();
            Answers.send(response, Views.SocketView.class, all);
        } catch (IOException unanswered) {
            Answers.problem(
                    response,
                    Status.SERVICE_UNAVAILABLE_503,
                    "the system does not say which sockets there are: " + unanswered.getMessage());
        }
    }

    private Views.SocketView view(Holder holder) {
        return new Views.SocketView(Views.HolderView.of(holder), wanted(holder.local()), null);
    }

    /** Whose it is by lease, or else by the plan. */
    private Views.@Nullable Wanted wanted(Endpoint endpoint) {
        var leased = authority.leaseOn(endpoint).map(lease -> Views.Wanted.of(lease.claim()));
        return leased.or(() -> promised(endpoint)).orElse(null);
    }

    private Optional<Views.Wanted> promised(Endpoint endpoint) {
        return authority.reservations().stream()
                .filter(promise -> promise.meets(endpoint))
                .findFirst()
                .map(promise ->
                        new Views.Wanted(endpoint.toString(), promise.owner(), promise.purpose()));
    }
}

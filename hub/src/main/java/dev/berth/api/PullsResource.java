package dev.berth.api;

import dev.berth.restream.Pulls;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** What is brought in from elsewhere. */
record PullsResource(Pulls pulls) {
    List<Route> routes() {
        return List.of(Route.get("/api/v1/pulls", this::list));
    }

    private void list(ServerRequest request, ServerResponse response) {
        var all = pulls.list().stream().map(Views.PullView::of).toList();
        Answers.send(response, Views.PullView.class, all);
    }
}

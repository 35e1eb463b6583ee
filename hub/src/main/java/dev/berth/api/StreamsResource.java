package dev.berth.api;

import dev.berth.media.StreamStatus;
import dev.berth.media.Streams;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** The hub's streams. */
record StreamsResource(Streams streams, Addresses addresses) {
    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/streams", this::list),
                Route.get("/api/v1/streams/{+name}", this::one));
    }

    private void list(ServerRequest request, ServerResponse response) {
        var all = streams.all().stream().map(this::view).toList();
        Answers.send(response, Views.StreamView.class, all);
    }

    private Views.StreamView view(StreamStatus status) {
        return Views.StreamView.of(status, addresses.of(status));
    }

    private void one(ServerRequest request, ServerResponse response) {
        var name = request.path().pathParameters().get("name");
        streams.status(name)
                .ifPresentOrElse(
                        status -> Answers.send(response, Views.StreamView.class, view(status)),
                        () ->
                                Answers.problem(
                                        response,
                                        Status.NOT_FOUND_404,
                                        "there is no stream "
                                                + name
                                                + "; berth streams lists those there are"));
    }
}

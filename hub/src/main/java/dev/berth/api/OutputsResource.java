package dev.berth.api;

import dev.berth.restream.Restream;
import io.avaje.json.JsonException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** Outputs: list, add, remove. */
record OutputsResource(Restream restream) implements HttpService {
    private static final String FORM =
            "{\"from\": \"live/demo\", \"to\": [\"rtmp://host/app/key\"]}";

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::list)
                .post("/", this::add)
                .get("/{id}", this::one)
                .delete("/{id}", this::remove);
    }

    private void list(ServerRequest request, ServerResponse response) {
        send(response, all());
    }

    List<Views.OutputView> all() {
        return restream.list().stream().map(Views.OutputView::of).toList();
    }

    private static void send(ServerResponse response, List<Views.OutputView> outputs) {
        Answers.send(response, Views.OutputView.class, outputs);
    }

    private void add(ServerRequest request, ServerResponse response) {
        // A web page of a stranger can post forms to loopback, but no JSON.
        if (!request.headers()
                .value(HeaderNames.CONTENT_TYPE)
                .orElse("")
                .startsWith("application/json")) {
            Answers.problem(
                    response,
                    Status.UNSUPPORTED_MEDIA_TYPE_415,
                    "send " + FORM + " with Content-Type: application/json");
            return;
        }
        try {
            add(
                    Answers.type(Views.NewOutputs.class)
                            .fromJson(request.content().as(String.class)),
                    response);
        } catch (JsonException bad) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "the body is no JSON of the right shape; send " + FORM);
        }
    }

    private void add(Views.NewOutputs wanted, ServerResponse response) {
        var from = wanted.from();
        var to = wanted.to();
        if (from == null || from.isBlank() || to == null || to.isEmpty()) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "from and to must both be there and not empty; send " + FORM);
            return;
        }
        try {
            var added = restream.add(from, to);
            response.status(Status.CREATED_201);
            send(response, added.stream().map(Views.OutputView::of).toList());
        } catch (IllegalArgumentException refused) {
            Answers.problem(
                    response,
                    Status.UNPROCESSABLE_CONTENT_422,
                    String.valueOf(refused.getMessage()));
        }
    }

    private void one(ServerRequest request, ServerResponse response) {
        var id = id(request);
        restream.find(id)
                .ifPresentOrElse(
                        status ->
                                Answers.send(
                                        response,
                                        Views.OutputView.class,
                                        Views.OutputView.of(status)),
                        () -> unknown(response, id));
    }

    private void remove(ServerRequest request, ServerResponse response) {
        var id = id(request);
        if (restream.remove(id)) {
            response.status(Status.NO_CONTENT_204).send();
        } else {
            unknown(response, id);
        }
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    private static void unknown(ServerResponse response, String id) {
        Answers.problem(
                response,
                Status.NOT_FOUND_404,
                "there is no output " + id + "; GET /api/v1/outputs lists those there are");
    }
}

package dev.berth.api;

import dev.berth.restream.Restream;
import io.avaje.json.JsonException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Outputs: list, add, remove. */
record OutputsResource(Restream restream) {
    private static final String PATH = "/api/v1/outputs";
    private static final Pattern JSON =
            Pattern.compile("application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
    private static final int MOST_BRACKETS = 2_000;
    private static final String FORM =
            "{\"from\": \"live/demo\", \"to\": [\"rtmp://host/app/key\"]}";

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list),
                Route.post(PATH, this::add),
                Route.get(PATH + "/{id}", this::one),
                Route.delete(PATH + "/{id}", this::remove));
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
        var type = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
        if (!JSON.matcher(type).matches()) {
            Answers.problem(
                    response,
                    Status.UNSUPPORTED_MEDIA_TYPE_415,
                    "send " + FORM + " with Content-Type: application/json");
            return;
        }
        try {
            add(wanted(request), response);
        } catch (JsonException | CharacterCodingException bad) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "the body is no JSON of the right shape; send " + FORM);
        }
    }

    /** JSON is UTF-8, whatever the header says of it (RFC 8259, section 8.1). */
    private static Views.@Nullable NewOutputs wanted(ServerRequest request)
            throws CharacterCodingException {
        if (!request.content().hasEntity()) {
            throw new JsonException("nothing was sent");
        }
        var bytes = request.content().as(byte[].class);
        var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        if (deep(text)) {
            throw new JsonException("nested deeper than anything we ask for");
        }
        return Answers.type(Views.NewOutputs.class).fromJson(text);
    }

    /** The parser goes down one call a bracket, and would go down until its stack ends. */
    private static boolean deep(String json) {
        return json.chars().filter(c -> c == '[' || c == '{').count() > MOST_BRACKETS;
    }

    private void add(Views.@Nullable NewOutputs wanted, ServerResponse response) {
        var from = wanted == null ? null : wanted.from();
        var to = wanted == null ? null : wanted.to();
        if (from == null || from.isBlank() || to == null || !texts(to)) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "from must be a text, and to a list of at least one; send " + FORM);
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

    /** JSON may have nulls where our types say there are none. */
    private static boolean texts(List<String> to) {
        return !to.isEmpty() && to.stream().noneMatch(text -> text == null || text.isBlank());
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
                "there is no output " + id + "; berth outputs lists those there are");
    }
}

package dev.berth.api;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes answers: JSON when all is well, a problem of RFC 9457 when not. */
final class Answers {
    private static final Jsonb JSON = Jsonb.builder().serializeNulls(true).build();

    private Answers() {}

    static <T> JsonType<T> type(Class<T> type) {
        return JSON.type(type);
    }

    static <T> void send(ServerResponse response, Class<T> type, T value) {
        send(response, "application/json", JSON.type(type).toJson(value));
    }

    static <T> void send(ServerResponse response, Class<T> type, List<T> values) {
        send(response, "application/json", JSON.type(type).list().toJson(values));
    }

    static void problem(ServerResponse response, Status status, String detail) {
        response.status(status);
        var problem = new Views.Problem(status.reasonPhrase(), status.code(), detail);
        send(response, "application/problem+json", JSON.type(Views.Problem.class).toJson(problem));
    }

    private static void send(ServerResponse response, String type, String text) {
        response.header(HeaderNames.CONTENT_TYPE, type);
        response.send(text.getBytes(StandardCharsets.UTF_8));
    }
}

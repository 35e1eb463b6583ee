package dev.berth.api;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes answers: JSON when all is well, a problem of RFC 9457 when not. */
final class Answers {
    private static final String PROBLEM = "application/problem+json";
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
        send(response, PROBLEM, problem(status, detail));
    }

    /** A problem that has more to say than its sentence. */
    static <T> void problem(ServerResponse response, Status status, Class<T> type, T problem) {
        response.status(status);
        send(response, PROBLEM, JSON.type(type).toJson(problem));
    }

    private static String problem(Status status, String detail) {
        var problem = new Views.Problem(status.reasonPhrase(), status.code(), detail);
        return JSON.type(Views.Problem.class).toJson(problem);
    }

    /** What Helidon says by itself: to what is no HTTP, or too much. */
    static DirectHandlers direct() {
        var handlers = DirectHandlers.builder();
        for (var event : DirectHandler.EventType.values()) {
            handlers.addHandler(event, Answers::direct);
        }
        return handlers.build();
    }

    private static DirectHandler.TransportResponse direct(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType event,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        headers.set(HeaderNames.CONTENT_TYPE, PROBLEM);
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .keepAlive(event.keepAlive())
                .entity(problem(status, said(status)))
                .build();
    }

    /** Never Helidon's own message, which repeats what was sent. */
    private static String said(Status status) {
        return switch (status.code()) {
            case 400 -> "that is no HTTP request as RFC 9112 has it; see what sent it";
            case 413 -> "the body is larger than " + ApiServer.LARGEST_BODY + " bytes; send less";
            case 505 -> "this is no HTTP/1.1; speak that";
            default -> "the hub does not answer this; /openapi describes what it answers";
        };
    }

    private static void send(ServerResponse response, String type, String text) {
        response.header(HeaderNames.CONTENT_TYPE, type);
        response.send(text.getBytes(StandardCharsets.UTF_8));
    }
}

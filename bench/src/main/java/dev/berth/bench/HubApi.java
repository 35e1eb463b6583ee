package dev.berth.bench;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a measurement asks of a hub's API. */
final class HubApi {
    private static final Jsonb JSON = Jsonb.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI outputs;

    /** The API at that address, such as {@code http://127.0.0.1:8935}. */
    HubApi(String address) {
        outputs = URI.create(address + "/api/v1/outputs");
    }

    /** An output as the hub tells of it. */
    record Output(Map<?, ?> said) {
        String id() {
            return text("id");
        }

        String state() {
            return text("state");
        }

        private String text(String key) {
            return String.valueOf(said.get(key));
        }

        long reconnects() {
            return number("reconnects");
        }

        long droppedFrames() {
            return number("droppedFrames");
        }

        /** Its stability, of 100; none as long as the hub has seen too little. */
        OptionalLong score() {
            return said.get("score") instanceof Number score
                    ? OptionalLong.of(score.longValue())
                    : OptionalLong.empty();
        }

        private long number(String key) {
            return said.get(key) instanceof Number number ? number.longValue() : 0;
        }
    }

    /** Adds outputs; their ids, in the order of the addresses. */
    List<String> add(String from, List<String> to) throws IOException, InterruptedException {
        var wanted = JSON.toJson(Map.of("from", from, "to", to));
        var post =
                HttpRequest.newBuilder(outputs)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(wanted));
        return read(ask(post)).stream().map(Output::id).toList();
    }

    /** All there are. */
    List<Output> list() throws IOException, InterruptedException {
        return read(ask(HttpRequest.newBuilder(outputs).GET()));
    }

    void remove(String id) throws IOException, InterruptedException {
        ask(HttpRequest.newBuilder(URI.create(outputs + "/" + id)).DELETE());
    }

    private String ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("the hub answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static List<Output> read(String json) {
        var all = (List<?>) JSON.type(Object.class).fromJson(json);
        return all.stream().map(one -> new Output((Map<?, ?>) one)).toList();
    }
}

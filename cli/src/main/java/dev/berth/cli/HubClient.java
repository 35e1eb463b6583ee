package dev.berth.cli;

import dev.berth.api.Views;
import dev.berth.hub.DataDirectory;
import io.avaje.json.JsonException;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a running hub. */
final class HubClient {
    static final Jsonb JSON = Jsonb.builder().serializeNulls(true).build();

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DataDirectory.Found found;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    HubClient(DataDirectory.Found found) {
        this.found = found;
    }

    static <T> JsonType<T> type(Class<T> type) {
        return JSON.type(type);
    }

    /** The JSON at a path; a refusal becomes an exception with its sentence. */
    String read(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    <T> List<T> list(String path, Class<T> type) throws IOException, InterruptedException {
        return type(type).list().fromJson(read(path));
    }

    /** Adds outputs as they are by themselves. */
    List<Views.OutputView> add(String from, List<ToOptions.To> to)
            throws IOException, InterruptedException {
        return add(type(Views.NewOutputs.class).fromJson("{}"), from, to);
    }

    /**
     * Adds outputs: all of them or none, unless some have backups, which are added one by one.
     *
     * @param wish what else is said of them
     */
    List<Views.OutputView> add(Views.NewOutputs wish, String from, List<ToOptions.To> to)
            throws IOException, InterruptedException {
        if (to.stream().allMatch(target -> target.backup() == null)) {
            return add(wish.of(from, to.stream().map(ToOptions.To::address).toList(), null));
        }
        var added = new ArrayList<Views.OutputView>();
        for (var target : to) {
            added.addAll(add(wish.of(from, List.of(target.address()), target.backup())));
        }
        return added;
    }

    private List<Views.OutputView> add(Views.NewOutputs wanted)
            throws IOException, InterruptedException {
        var body = type(Views.NewOutputs.class).toJson(wanted);
        var answer =
                send(
                        request("/api/v1/outputs")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body)));
        return type(Views.OutputView.class).list().fromJson(answer);
    }

    void tell(String id, String order) throws IOException, InterruptedException {
        send(request("/api/v1/outputs/" + encode(id) + "/" + order).POST(BodyPublishers.noBody()));
    }

    void remove(String id) throws IOException, InterruptedException {
        send(request("/api/v1/outputs/" + encode(id)).DELETE());
    }

    /**
     * Sends JSON; nothing where {@code body} is null.
     *
     * @return the answer, also when it is a conflict, which is for the caller to tell
     */
    String change(String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        var request =
                request(path)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        return send(request, 409);
    }

    /** Writes the bytes at a path to a file, which is not there yet. */
    void download(String path, Path file) throws IOException, InterruptedException {
        var response = http.send(request(path).GET().build(), BodyHandlers.ofInputStream());
        try (var in = response.body()) {
            if (response.statusCode() >= 400) {
                var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                throw new IOException(sentence(new Answer(response.statusCode(), text)));
            }
            Files.copy(in, file);
        } catch (FileAlreadyExistsException there) {
            throw new IOException(
                    "%s is there already; name another file with --to".formatted(file), there);
        } catch (NoSuchFileException nowhere) {
            throw new IOException(
                    "%s cannot be made, for its directory is not there; make it, or name another file with --to"
                            .formatted(file),
                    nowhere);
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(found.api() + path)).timeout(PATIENCE);
        return found.token().isEmpty()
                ? request
                : request.header("Authorization", "Bearer " + found.token());
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return send(request, 200);
    }

    /** Returns what came with a good answer, or with {@code expected}. */
    private String send(HttpRequest.Builder request, int expected)
            throws IOException, InterruptedException {
        var answer = answer(request.build());
        if (answer.status() >= 400 && answer.status() != expected) {
            var sentence = sentence(answer);
            if (answer.status() == 422 || answer.status() == 400) {
                throw new Usage(sentence);
            }
            throw new IOException(sentence);
        }
        return answer.body();
    }

    private String sentence(Answer answer) {
        try {
            return type(Views.Problem.class).fromJson(answer.body()).detail();
        } catch (JsonException notOurs) {
            return "what answers at %s with HTTP status %d is no hub; see who it is: berth ports who %s"
                    .formatted(found.api(), answer.status(), URI.create(found.api()).getPort());
        }
    }

    private record Answer(int status, String body) {}

    private Answer answer(HttpRequest request) throws IOException, InterruptedException {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException silent) {
            throw new IOException(
                    "the hub with pid "
                            + found.pid()
                            + " does not answer at "
                            + found.api()
                            + " ("
                            + silent
                            + "); see whether it hangs, or stop it and start it again",
                    silent);
        }
    }
}

package dev.berth.hub;

import dev.berth.api.ApiConfig;
import dev.berth.config.BadConfig;
import dev.berth.http.HttpConfig;
import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Lease;
import dev.berth.ports.Policy;
import dev.berth.ports.PortRange;
import dev.berth.ports.PortRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A hub on free ports, and its API as a client sees it. */
public final class Trial implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Hub hub;
    private final Path data;
    private final int port;
    private final String api;

    private Trial(Hub hub, Path data, int port, String api) {
        this.hub = hub;
        this.data = data;
        this.port = port;
        this.api = api;
    }

    public static Trial start() {
        return start(config -> config);
    }

    public static Trial start(UnaryOperator<HubConfig> change) {
        try {
            var config =
                    HubConfig.DEFAULT
                            .with(HubConfig.DEFAULT.rtmp().listeningOn(freePort()))
                            .with(HttpConfig.DEFAULT.off())
                            .with(new ApiConfig(freePort(), Policy.STRICT, ""));
            var changed = change.apply(config);
            var data = Files.createTempDirectory("berth-trial");
            var hub = Hub.start(changed, data);
            return new Trial(
                    hub,
                    data,
                    changed.rtmp().listen().port(),
                    "http://127.0.0.1:" + changed.api().listen().port());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (BadConfig bad) {
            throw new IllegalArgumentException(bad);
        }
    }

    /** One that nobody has, outside the range that outgoing connections are given. */
    public static Endpoint freePort() {
        try (var authority = new Authority();
                Lease lease =
                        authority.lease(
                                Claim.pool(
                                        "a test",
                                        "a free port",
                                        Endpoint.parse("tcp/127.0.0.1:20000"),
                                        new PortRange(20_000, 29_999)))) {
            return lease.endpoint();
        } catch (PortRefused none) {
            throw new IllegalStateException(none);
        }
    }

    public Hub hub() {
        return hub;
    }

    public Path data() {
        return data;
    }

    public String api() {
        return api;
    }

    /** Where the hub serves a stream by RTMP. */
    public String rtmp(String stream) {
        return "rtmp://127.0.0.1:" + port + "/" + stream;
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api + path)).timeout(Duration.ofSeconds(20));
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    public HttpResponse<String> delete(String path) {
        return send(request(path).DELETE());
    }

    public HttpResponse<String> post(String path, String type, String body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** JSON as maps, lists, texts, numbers and nulls. Every JSON text is YAML 1.2. */
    public static Object json(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    @SuppressWarnings("unchecked") // The cast fails in the test that is wrong about it.
    public static Map<String, Object> object(@Nullable Object json) {
        return (Map<String, Object>) Objects.requireNonNull(json);
    }

    @SuppressWarnings("unchecked") // The same.
    public static List<Object> list(@Nullable Object json) {
        return (List<Object>) Objects.requireNonNull(json);
    }

    public static Map<String, Object> body(HttpResponse<String> answer) {
        return object(json(answer.body()));
    }

    public static List<Map<String, Object>> objects(HttpResponse<String> answer) {
        return list(json(answer.body())).stream().map(Trial::object).toList();
    }

    @Override
    public void close() {
        hub.close();
        if (!Files.exists(data)) {
            return; // Closed before.
        }
        try (var files = Files.list(data)) {
            for (var file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(data);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

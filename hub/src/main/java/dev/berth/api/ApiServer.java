package dev.berth.api;

import dev.berth.journal.Journal;
import dev.berth.media.Streams;
import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Policy;
import dev.berth.restream.Restream;
import dev.berth.supervise.Leases;
import dev.berth.supervise.Running;
import dev.berth.supervise.Service;
import dev.berth.supervise.Supervisor;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The hub over HTTP: JSON under {@code /api/v1}, its description at {@code /openapi}. Listens over
 * a guard.
 */
public final class ApiServer implements Service {
    private static final int LARGEST_BODY = 1 << 20;
    private static final int MOST_CONNECTIONS = 1_000;

    private final ApiConfig config;
    private final Authority authority;
    private final Streams streams;
    private final Journal journal;
    private final HealthResource health;
    private final OutputsResource outputs;

    /** {@code since} is when the hub was started. */
    public ApiServer(
            ApiConfig config,
            Authority authority,
            Streams streams,
            Restream restream,
            Supervisor supervisor,
            Journal journal,
            String version,
            Instant since) {
        this.config = config;
        this.authority = authority;
        this.streams = streams;
        this.journal = journal;
        this.health = new HealthResource(supervisor, version, since);
        this.outputs = new OutputsResource(restream);
    }

    @Override
    public String name() {
        return "api";
    }

    @Override
    public List<Claim> claims() {
        var claim =
                config.policy() == Policy.NEXT
                        ? Claim.next("hub", "API and events", config.listen())
                        : Claim.strict("hub", "API and events", config.listen());
        return List.of(claim.guarded());
    }

    @Override
    public Running start(Leases leases) {
        var endpoint = leases.only().endpoint();
        var server =
                WebServer.builder()
                        .shutdownHook(false)
                        .bindAddress(endpoint.socketAddress())
                        .listenerSocketOptions(
                                Map.<SocketOption<?>, Object>of(
                                        StandardSocketOptions.SO_REUSEADDR, true))
                        .maxPayloadSize(LARGEST_BODY)
                        .maxTcpConnections(MOST_CONNECTIONS)
                        .shutdownGracePeriod(Duration.ofMillis(200))
                        .routing(this::routes)
                        .build()
                        .start();
        InetAddress address = endpoint.socketAddress().getAddress();
        var host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        return new Open(
                server,
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.port());
    }

    /** What {@code /api/v1/health} says. */
    public Views.Health health() {
        return health.health();
    }

    /** What {@code /api/v1/outputs} says. */
    public List<Views.OutputView> outputs() {
        return outputs.all();
    }

    private void routes(HttpRouting.Builder routes) {
        routes.addFilter(new Gate(config.token()))
                .register("/api/v1/health", health)
                .register("/api/v1/streams", new StreamsResource(streams))
                .register("/api/v1/outputs", outputs)
                .register("/api/v1/ports", new PortsResource(authority))
                .register("/api/v1/events", new EventsResource(journal))
                .get("/openapi", ApiServer::openapi)
                .any(ApiServer::nothing)
                .error(Exception.class, ApiServer::failed);
    }

    private static void openapi(ServerRequest request, ServerResponse response) throws IOException {
        try (var text = ApiServer.class.getResourceAsStream("openapi.yaml")) {
            if (text == null) {
                throw new IOException("openapi.yaml is missing from the jar");
            }
            response.header(HeaderNames.CONTENT_TYPE, "application/yaml");
            response.send(text.readAllBytes());
        }
    }

    private static void nothing(ServerRequest request, ServerResponse response) {
        var path = request.path().path();
        Answers.problem(
                response,
                Status.NOT_FOUND_404,
                "there is nothing at " + path + "; /openapi describes what there is");
    }

    private static void failed(ServerRequest request, ServerResponse response, Exception cause) {
        System.getLogger("dev.berth.api").log(System.Logger.Level.ERROR, "a request failed", cause);
        Answers.problem(
                response, Status.INTERNAL_SERVER_ERROR_500, "the hub failed to answer: " + cause);
    }

    private record Open(WebServer server, String url) implements Running {
        @Override
        public List<String> urls() {
            return List.of(url);
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}

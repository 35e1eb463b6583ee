package dev.berth.api;

import dev.berth.access.Access;
import dev.berth.journal.Journal;
import dev.berth.journal.Ledger;
import dev.berth.media.Streams;
import dev.berth.neighbours.Neighbourhood;
import dev.berth.planning.PlanOfRecord;
import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import dev.berth.recording.Recorder;
import dev.berth.restream.Pulls;
import dev.berth.restream.Restream;
import dev.berth.supervise.Leases;
import dev.berth.supervise.Running;
import dev.berth.supervise.Service;
import dev.berth.supervise.Supervisor;
import dev.berth.watch.Watch;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hub over HTTP: JSON under {@code /api/v1}, its description at {@code /openapi}. Listens over
 * a guard.
 */
public final class ApiServer implements Service {
    private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());
    static final int LARGEST_BODY = 1 << 20;
    private static final int MOST_CONNECTIONS = 1_000;

    private final ApiConfig config;
    private final Authority authority;
    private final StreamsResource streams;
    private final Journal journal;
    private final HealthResource health;
    private final OutputsResource outputs;
    private final PullsResource pulls;
    private final RecordingsResource recordings;
    private final PlanResource plan;
    private final LogResource log;
    private final Metrics metrics;

    /**
     * @param figures of what it does not know itself
     * @param since when the hub was started
     */
    public ApiServer(
            ApiConfig config,
            Authority authority,
            Streams streams,
            Access access,
            Restream restream,
            Pulls pulls,
            Recorder recorder,
            Supervisor supervisor,
            Journal journal,
            Ledger ledger,
            Watch watch,
            PlanOfRecord plan,
            Neighbourhood neighbours,
            List<Figure> figures,
            String version,
            Instant since) {
        this.config = config;
        this.authority = authority;
        this.streams = new StreamsResource(streams, new Addresses(supervisor));
        this.journal = journal;
        this.health = new HealthResource(supervisor, ledger, authority, plan, version, since);
        this.outputs = new OutputsResource(restream);
        this.pulls = new PullsResource(pulls);
        this.recordings = new RecordingsResource(recorder);
        this.plan = new PlanResource(plan, neighbours);
        this.log = new LogResource(ledger, watch);
        this.metrics = new Metrics(authority, streams, access, restream, ledger, watch, figures);
        authority.onChange(metrics);
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
                        .directHandlers(Answers.direct())
                        .routing(this::answer)
                        .build()
                        .start();
        return new Open(server, "http://" + host(endpoint) + ":" + endpoint.port());
    }

    /** As somebody on this machine writes it. */
    private static String host(Endpoint endpoint) {
        if (endpoint.wildcard()) {
            return "127.0.0.1";
        }
        var host = endpoint.socketAddress().getAddress().getHostAddress();
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** What {@code /api/v1/health} says. */
    public Views.Health health() {
        return health.health();
    }

    /** What {@code /api/v1/outputs} says. */
    public List<Views.OutputView> outputs() {
        return outputs.all();
    }

    /** Everything it answers. */
    List<Route> routes() {
        return Stream.of(
                        health.routes(),
                        streams.routes(),
                        outputs.routes(),
                        pulls.routes(),
                        recordings.routes(),
                        new PortsResource(authority).routes(),
                        plan.routes(),
                        log.routes(),
                        metrics.routes(),
                        new EventsResource(journal).routes(),
                        List.of(Route.get("/openapi", ApiServer::openapi)))
                .flatMap(List::stream)
                .toList();
    }

    private void answer(HttpRouting.Builder routing) {
        var routes = routes();
        routing.addFilter(new Gate(config.token()));
        for (var route : routes) {
            routing.route(route::answers, PathMatchers.create(route.path()), route.handler());
        }
        allowed(routes).forEach((path, methods) -> routing.any(path, only(methods)));
        routing.any(ApiServer::nothing)
                .error(HttpException.class, ApiServer::refused)
                .error(InsufficientDataAvailableException.class, ApiServer::brokenOff)
                .error(Exception.class, ApiServer::failed);
    }

    private static Map<String, String> allowed(List<Route> routes) {
        return routes.stream()
                .collect(
                        Collectors.groupingBy(
                                Route::path,
                                Collectors.mapping(
                                        route -> route.method().text(), Collectors.joining(", "))));
    }

    private static Handler only(String methods) {
        return (request, response) -> {
            response.header(HeaderNames.ALLOW, methods);
            Answers.problem(
                    response,
                    Status.METHOD_NOT_ALLOWED_405,
                    request.path().path() + " answers to " + methods + " only; use that");
        };
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

    private static void brokenOff(
            ServerRequest request,
            ServerResponse response,
            InsufficientDataAvailableException cause) {
        Answers.problem(
                response, Status.BAD_REQUEST_400, "the body broke off; send it again, whole");
    }

    /** The request is at fault: it is not what its headers say. */
    private static void refused(
            ServerRequest request, ServerResponse response, HttpException cause) {
        Answers.problem(
                response,
                cause.status(),
                "the request cannot be read; see that its headers say what it is");
    }

    private static void failed(ServerRequest request, ServerResponse response, Exception cause) {
        if (cause instanceof UncheckedIOException) {
            return; // The client hung up in the middle.
        }
        LOG.log(
                System.Logger.Level.ERROR,
                request.prologue().method() + " " + request.path().path() + " failed",
                cause);
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

package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Trial;
import dev.berth.ports.Policy;
import dev.berth.rtmp.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiTest {
    private static final String JSON = "application/json";
    private static final String OUTPUTS = "/api/v1/outputs";

    private static Trial trial;

    @BeforeAll
    static void start() {
        trial = Trial.start();
    }

    @AfterAll
    static void end() {
        trial.close();
    }

    private static String body(String from, String to) {
        return "{\"from\": \"%s\", \"to\": [\"%s\"]}".formatted(from, to);
    }

    /** A listening target on a free port. */
    private static String listener() {
        return "rtmp://127.0.0.1:%d/live/out?listen=1".formatted(Trial.freePort().port());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String... words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        var problem = Trial.body(answer);
        assertThat(problem.keySet()).containsExactly("title", "status", "detail");
        assertThat(problem).containsEntry("status", status);
        var detail = String.valueOf(problem.get("detail"));
        assertThat(detail).isNotBlank().doesNotContain("\n").doesNotContain("Exception");
        for (var word : words) {
            assertThat(detail).contains(word);
        }
    }

    @Test
    void anOutputIsAddedListedFoundAndRemoved() {
        var to = listener();
        var added = trial.post(OUTPUTS, JSON + "; charset=utf-8", body("live/api", to));

        assertThat(added.statusCode()).isEqualTo(201);
        var id = String.valueOf(Trial.objects(added).getFirst().get("id"));
        assertThat(Trial.objects(trial.get(OUTPUTS)))
                .anySatisfy(output ->
                        assertThat(output).containsEntry("id", id).containsEntry("to", to));
        Await.until(
                "it listens",
                () ->
                        "waiting-for-client"
                                .equals(Trial.body(trial.get(OUTPUTS + "/" + id)).get("state")));

        assertThat(trial.delete(OUTPUTS + "/" + id).statusCode()).isEqualTo(204);
        assertProblem(trial.get(OUTPUTS + "/" + id), 404, id);
        assertProblem(trial.delete(OUTPUTS + "/" + id), 404, id);
    }

    @Test
    void aBodyThatIsNoJsonOfTheRightShapeIsRefused() {
        for (var bad :
                List.of(
                        "",
                        "{",
                        "null",
                        "[]",
                        "7",
                        "\"text\"",
                        "{}",
                        "{\"from\": 7}",
                        "{\"from\": \"live/a\"}",
                        "{\"from\": \"live/a\", \"to\": []}",
                        "{\"from\": \"live/a\", \"to\": [null]}",
                        "{\"from\": \"live/a\", \"to\": [\"\"]}",
                        "{\"from\": \"live/a\", \"to\": \"rtmp://x/a/b\"}",
                        "{\"from\": \"live/a\", \"to\": [[\"rtmp://x/a/b\"]]}",
                        "{\"from\": null, \"to\": [\"rtmp://x/a/b\"]}",
                        "{\"from\": \"\", \"to\": [\"rtmp://x/a/b\"]}",
                        "{\"x\": " + "[".repeat(200_000),
                        "{\"x\": " + "{\"y\":".repeat(100_000))) {
            assertProblem(trial.post(OUTPUTS, JSON, bad), 400, "send {\"from\": \"live/demo\"");
        }
    }

    @Test
    void aBodyThatIsNoUtf8IsRefused() {
        var answer =
                trial.send(
                        trial.request(OUTPUTS)
                                .header("Content-Type", JSON)
                                .POST(
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'})));
        assertProblem(answer, 400);
    }

    @Test
    void aBodyThatIsNotSaidToBeJsonIsRefused() {
        var good = body("live/a", "rtmp://x.example/a/b");
        for (var type :
                List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonp")) {
            assertProblem(trial.post(OUTPUTS, type, good), 415, "Content-Type: application/json");
        }
        assertProblem(
                trial.send(trial.request(OUTPUTS).POST(HttpRequest.BodyPublishers.ofString(good))),
                415);
    }

    @Test
    void anAddressThatIsWrongIsRefusedInOneSentence() {
        assertProblem(trial.post(OUTPUTS, JSON, body("live/a", "nowhere")), 422, "no scheme known");
        assertProblem(trial.post(OUTPUTS, JSON, body("x", "rtmp://x.example/a/b")), 422, "'x'");
        assertProblem(
                trial.post(OUTPUTS, JSON, body("live/a", trial.rtmp("live/a"))),
                422,
                "feeds its own source");
        assertProblem(
                trial.post(OUTPUTS, JSON, body("live/a", "rtmp://x/a/" + "b".repeat(9_000))),
                422,
                "use at most 2000");
        assertProblem(
                trial.post(OUTPUTS, JSON, body("a/".repeat(9_000) + "a", "rtmp://x/a/b")), 422);
        assertThat(Trial.objects(trial.get(OUTPUTS)))
                .extracting(output -> output.get("from"))
                .doesNotContain("live/a");
    }

    @Test
    void outputsAreAddedAllOrNone() {
        var to = listener();
        var answer =
                trial.post(
                        OUTPUTS,
                        JSON,
                        "{\"from\": \"live/all\", \"to\": [\"%s\", \"%s\"]}".formatted(to, to));

        assertProblem(answer, 422, "is an output already");
        assertThat(Trial.objects(trial.get(OUTPUTS)))
                .extracting(output -> output.get("from"))
                .doesNotContain("live/all");
    }

    @Test
    void aBodyLargerThanAMebibyteIsRefused() throws IOException {
        var head =
                "POST /api/v1/outputs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        var chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        assertThat(raw(head + "Content-Length: 1048577\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("application/problem+json", "larger than 1048576 bytes");
        assertThat(raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17)))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void streamsAreListedAndFoundByTheirWholeName() throws Exception {
        var publication = trial.hub().streams().publish("live/deep/name", "a test");
        try {
            assertThat(Trial.objects(trial.get("/api/v1/streams")))
                    .anySatisfy(stream ->
                            assertThat(stream)
                                    .containsEntry("name", "live/deep/name")
                                    .containsEntry("state", "live")
                                    .containsEntry("publisher", "a test"));
            assertThat(Trial.body(trial.get("/api/v1/streams/live/deep/name")))
                    .containsEntry("name", "live/deep/name");
            assertThat(trial.get("/api/v1/streams/live%2Fdeep%2Fname").statusCode()).isEqualTo(200);
        } finally {
            publication.end();
        }
        assertProblem(trial.get("/api/v1/streams/live/none"), 404, "live/none");
    }

    @Test
    void leasesSayWhoHasThemAndWhatFor() {
        assertThat(Trial.objects(trial.get("/api/v1/ports/leases")))
                .extracting(lease -> lease.get("purpose"))
                .contains("publish and play by RTMP", "API and events");
    }

    @Test
    void aPortIsFreeReservedOrHeldWithItsHolder() throws Exception {
        var check = "/api/v1/ports/check?endpoint=";
        var free = Trial.freePort();
        assertThat(Trial.body(trial.get(check + free)))
                .containsEntry("free", true)
                .containsEntry("verdict", "free");

        var ours = trial.hub().authority().leases().getFirst().endpoint();
        assertThat(Trial.body(trial.get(check + ours)))
                .containsEntry("free", false)
                .containsEntry("verdict", "reserved")
                .containsEntry("rule", "leased");

        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = "tcp/127.0.0.1:" + other.getLocalPort();
            var refused = trial.get(check + port);
            assertThat(Trial.body(refused)).containsEntry("verdict", "held");
            assertThat(refused.body()).contains("\"pid\":" + ProcessHandle.current().pid());
            assertThat(trial.get("/api/v1/ports/who?endpoint=" + port).body())
                    .contains("\"pid\":" + ProcessHandle.current().pid());
        }
        assertThat(Trial.body(trial.get("/api/v1/ports/who?endpoint=" + free)))
                .containsEntry("holders", List.of());
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        for (var path : List.of("/api/v1/ports/check", "/api/v1/ports/who")) {
            assertProblem(trial.get(path), 400, "endpoint=tcp/1935");
            assertProblem(trial.get(path + "?endpoint="), 400, "endpoint=tcp/1935");
            assertProblem(trial.get(path + "?endpoint=tcp/0"), 400, "from 1 to 65535");
            assertProblem(trial.get(path + "?endpoint=nonsense"), 400, "port number");
            assertProblem(
                    trial.get(path + "?endpoint=tcp/example.com:80"),
                    400,
                    "names are not looked up");
        }
    }

    @Test
    void healthIsOkWhileEverythingRuns() {
        assertThat(Trial.body(trial.get("/api/v1/health")))
                .containsEntry("status", "ok")
                .containsEntry("pid", (int) ProcessHandle.current().pid());
    }

    @Test
    void healthIsDegradedWhileAServiceWaitsForItsPort() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var held = dev.berth.ports.Endpoint.parse("tcp/127.0.0.1:" + other.getLocalPort());
            try (var poor = Trial.start(config -> config.with(config.rtmp().listeningOn(held)))) {
                var health = Trial.body(poor.get("/api/v1/health"));
                assertThat(health).containsEntry("status", "degraded");
                assertThat(Trial.object(Trial.list(health.get("services")).getFirst()))
                        .containsEntry("name", "rtmp")
                        .containsEntry("state", "waiting-for-port");
            }
        }
    }

    @Test
    void anUnknownPathIsAProblem() {
        for (var path :
                List.of("/", "/api", "/api/v1/nothing", "/api/v1/outputs/a/b", "/openapi/x")) {
            assertProblem(trial.get(path), 404, "there is nothing at " + path);
        }
    }

    @Test
    void headIsGetWithoutABody() {
        var head =
                trial.send(
                        trial.request("/api/v1/health")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(trial.get("/api/v1/health").statusCode()).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherHostIsNotServedWithoutAToken() throws IOException {
        for (var host :
                List.of(
                        "evil.example",
                        "evil.example:80",
                        "localhost.evil.example",
                        "127.0.0.1.evil.example",
                        "192.0.2.1",
                        "[2001:db8::1]:80")) {
            assertThat(
                            raw(
                                    "GET /api/v1/health HTTP/1.1\r\nHost: "
                                            + host
                                            + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421 ")
                    .contains("application/problem+json");
        }
        for (var host :
                List.of("localhost", "LOCALHOST:80", "127.0.0.1", "127.9.9.9:1", "[::1]:80")) {
            assertThat(
                            raw(
                                    "GET /api/v1/health HTTP/1.1\r\nHost: "
                                            + host
                                            + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void whatIsNoHttpIsAnsweredWithAProblem() throws IOException {
        for (var bad :
                List.of(
                        "GARBAGE\r\n\r\n",
                        "GET / HTTP/1.1\r\n\r\n",
                        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        "GET /<x> HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
                        "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(raw(bad))
                    .as("the answer to %s", bad.substring(0, Math.min(60, bad.length())))
                    .startsWith("HTTP/1.1 4")
                    .contains("application/problem+json")
                    .contains("\"detail\":");
        }
        assertThat(trial.get("/api/v1/health").statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatHangsUpInTheMiddleHarmsNobody() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (var socket = connect()) {
                socket.getOutputStream()
                        .write(
                                "POST /api/v1/outputs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"from\""
                                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
        assertThat(trial.get("/api/v1/health").statusCode()).isEqualTo(200);
        assertThat(
                        raw(
                                "POST /api/v1/outputs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"))
                .startsWith("HTTP/1.1 400 ")
                .contains("the body broke off");
    }

    private static Socket connect() throws IOException {
        var port = java.net.URI.create(trial.api()).getPort();
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** What comes back for bytes as they are. */
    private static String raw(String request) throws IOException {
        try (var socket = connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whereATokenIsSetItMustBeShown() {
        try (var closed =
                Trial.start(config ->
                        config.with(
                                new ApiConfig(config.api().listen(), Policy.STRICT, "s3cret")))) {
            assertProblem(closed.get("/api/v1/health"), 401, "Authorization: Bearer");
            assertThat(closed.get("/openapi").headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer");
            for (var wrong :
                    List.of(
                            "Bearer s3cre",
                            "Bearer s3cretx",
                            "Basic s3cret",
                            "s3cret",
                            "Bearer ")) {
                assertProblem(
                        closed.send(
                                closed.request("/api/v1/health").header("Authorization", wrong)),
                        401);
            }
            assertThat(
                            closed.send(
                                            closed.request("/api/v1/health")
                                                    .header("Authorization", "bearer s3cret"))
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anApiOnIpv6LoopbackAnswersAtTheAddressItTells() {
        var port = Trial.freePort().port();
        var listen = dev.berth.ports.Endpoint.parse("tcp/[::1]:" + port);
        try (var six =
                Trial.start(config -> config.with(new ApiConfig(listen, Policy.STRICT, "")))) {
            var api =
                    six.hub().services().stream()
                            .filter(service -> service.name().equals("api"))
                            .findFirst()
                            .orElseThrow();
            assertThat(api.urls()).hasSize(1);
            var answer =
                    six.send(
                            HttpRequest.newBuilder(
                                    java.net.URI.create(api.urls().getFirst() + "/api/v1/health")));
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }
}

package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.config.BadConfig;
import dev.berth.hub.Hub;
import dev.berth.hub.Trial;
import dev.berth.rtmp.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream key, a password or a token is nowhere to be read. */
class SecrecyTest {
    private static final String KEY = "k3y-Qz71-Wv20";
    private static final String TOKEN = "t0k3nPq55";
    private static final String PASSWORD = "pa55w0rdXy";
    private static final String ASK =
            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 0\r\n\r\n";

    private static final String SIGNAL = "test:?size=320x180&rate=15";

    private final Notebook notebook = new Notebook();
    private final Trial trial = Trial.start();
    private final Trial platform = Trial.start();

    @TempDir private Path folder;

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(notebook);
    }

    @AfterEach
    void end() {
        Logger.getLogger("").removeHandler(notebook);
        trial.close();
        platform.close();
    }

    /** Everything that any part of the process logs, stack traces included. */
    private static final class Notebook extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Notebook() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord record) {
            lines.add(new SimpleFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private void add(String from, String to) {
        var body = "{\"from\": \"%s\", \"to\": [\"%s\"]}".formatted(from, to);
        var answer = trial.post("/api/v1/outputs", "application/json", body);
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(201);
        assertSilent("the answer", answer.body());
    }

    private static void assertSilent(String where, String text) {
        assertThat(text)
                .as("%s", where)
                .doesNotContain(KEY)
                .doesNotContain(TOKEN)
                .doesNotContain(PASSWORD);
    }

    /** Everything that somebody can read of the hub. */
    private Map<String, String> everything() throws IOException {
        var all = new LinkedHashMap<String, String>();
        for (var path :
                List.of(
                        "/api/v1/outputs",
                        "/api/v1/outputs/o1",
                        "/api/v1/outputs/o1/history",
                        "/api/v1/streams",
                        "/api/v1/health",
                        "/api/v1/ports/leases",
                        "/api/v1/ports/sockets",
                        "/api/v1/ports/findings",
                        "/api/v1/ports/log",
                        "/metrics")) {
            all.put(path, trial.get(path).body());
        }
        all.put("events", events());
        all.put("log", String.join("\n", notebook.lines));
        all.put("processes", String.join("\n", commandLines()));
        try (var files = Files.list(trial.data())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    /** All there were so far: they come at once, and then for a while nothing does. */
    private String events() throws IOException {
        var uri = URI.create(trial.api());
        var read = new ByteArrayOutputStream();
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(500);
            socket.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(read);
        } catch (SocketTimeoutException allCame) {
            assertThat(read.toString(StandardCharsets.UTF_8)).contains("output.added");
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static List<String> commandLines() throws IOException {
        var lines = new ArrayList<String>();
        for (var child : ProcessHandle.current().descendants().toList()) {
            var file = Path.of("/proc/%d/cmdline".formatted(child.pid()));
            if (Files.isReadable(file)) {
                lines.add(Files.readString(file));
            }
        }
        return lines;
    }

    private OutputStatus status(String id) {
        return trial.hub().restream().find(id).orElseThrow();
    }

    @Test
    void whatIsLiveRefusedAwayOrPulledTellsNobodyItsKey() throws Exception {
        var secret = KEY + "?token=" + TOKEN;
        add(SIGNAL, platform.rtmp("live/" + secret));
        Await.until("it is live", () -> status("o1").state() == OutputState.LIVE);
        // The platform refuses the second, and repeats the key in its refusal.
        add("test:?size=320x180&rate=10", platform.rtmp("live/" + KEY + "?other=" + TOKEN));
        Await.until("it is refused", () -> status("o2").state() == OutputState.BACKING_OFF);
        assertThat(status("o2").problem()).contains("NetStream.Publish.BadName").contains("***");
        add(SIGNAL, "rtmp://127.0.0.1:" + Trial.freePort().port() + "/live/" + secret);
        Await.until("it is away", () -> status("o3").state() == OutputState.BACKING_OFF);
        add(platform.rtmp("live/" + secret), trial.rtmp("live/copy"));
        Await.until("it is pulled", () -> status("o4").state() == OutputState.LIVE);
        try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            add(SIGNAL, "rtmp://127.0.0.1:" + mute.getLocalPort() + "/live/" + secret);
            everything().forEach(SecrecyTest::assertSilent);
        }
        assertThat(status("o1").to()).isEqualTo(platform.rtmp("live/***"));
        assertThat(trial.delete("/api/v1/outputs/o1").statusCode()).isEqualTo(204);
        everything().forEach(SecrecyTest::assertSilent);
    }

    @Test
    void aRefusalDoesNotRepeatWhatIsWrong() {
        for (var bad :
                List.of(
                        KEY,
                        "rmtp://host/app/" + KEY,
                        "rtmp:/host/app/" + KEY,
                        "host/app/" + KEY,
                        "host:1935/app/" + KEY,
                        "rtmp://host/app /" + KEY,
                        "rtmp://host:99999/app/" + KEY,
                        "rtmp://me:" + PASSWORD + "@host/app/" + KEY,
                        "rtmp://me:" + PASSWORD + "/x@host/app/" + KEY,
                        "rtmp://host/" + KEY,
                        "rtmp://host?" + TOKEN,
                        "rtmp://host/app/" + KEY + "x".repeat(5_000))) {
            assertThatIllegalArgumentException()
                    .as("a target with a fault")
                    .isThrownBy(() -> trial.hub().restream().add("live/a", List.of(bad)))
                    .satisfies(refused -> assertSilent("the refusal", trace(refused)));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        trial.hub()
                                .restream()
                                .add("me:" + PASSWORD + "@host/app", List.of("rtmp://host/a/b")))
                .satisfies(refused -> assertSilent("the refusal", trace(refused)));
    }

    private static String trace(Throwable thrown) {
        var out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out));
        return out.toString();
    }

    @Test
    void aConfigurationIsCriticisedWithoutItsKeys() throws Exception {
        var file = folder.resolve("berth.yaml");
        Files.writeString(
                file,
                """
                restream:
                  - rtmp://host/app/%1$s
                  - from: live/a
                    to:
                      - rtmp://host/app/%1$s
                      - rtmp://host/app/%1$s
                      - to: rtmp://other/app/%1$s
                        backup: rtmp://other/app/%1$s
                      - nokey: rtmp://host/app/%1$s
                      - [rtmp://host/app/%1$s]
                  - from: rtmp://me:%2$s@host/app/%1$s
                    to:
                """
                        .formatted(KEY, PASSWORD));

        assertThat(problems(file))
                .hasSizeGreaterThan(5)
                .allSatisfy(problem -> assertSilent("the problem", problem));
    }

    private static List<String> problems(Path file) {
        try {
            Hub.read(file);
            return List.of();
        } catch (BadConfig bad) {
            return bad.problems();
        }
    }
}

package dev.berth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.hub.Trial;
import dev.berth.rtmp.Child;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Chromium without a window, and a server of the page that it shows: a player, which says what it
 * saw. The players come from npm, in the versions that the lock file in {@code src/test/js} has.
 */
final class Browser implements AutoCloseable {
    private static final Path PAGES = Path.of("src/test/js");
    private static final Path PLAYERS = Path.of("target/players");
    private static final long PATIENCE_SECONDS = 90;

    private static final Map<String, Path> FILES =
            Map.of(
                    "/watch.html", PAGES.resolve("watch.html"),
                    "/watch.js", PAGES.resolve("watch.js"),
                    "/hls.js", PLAYERS.resolve("node_modules/hls.js/dist/hls.min.js"),
                    "/mpegts.js", PLAYERS.resolve("node_modules/mpegts.js/dist/mpegts.js"));

    private final Path profiles;
    private final ServerSocket server;
    private final BlockingQueue<Map<String, Object>> seen = new LinkedBlockingQueue<>();

    private Browser(Path profiles, ServerSocket server) {
        this.profiles = profiles;
        this.server = server;
    }

    /** {@code profiles} is where the browser may write. */
    static Browser open(Path profiles) throws IOException, InterruptedException {
        fetchPlayers();
        var browser =
                new Browser(profiles, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(browser::serve);
        return browser;
    }

    private static void fetchPlayers() throws IOException, InterruptedException {
        var lock = PLAYERS.resolve("package-lock.json");
        var wanted = PAGES.resolve("package-lock.json");
        boolean there = Files.exists(lock) && Files.mismatch(lock, wanted) < 0;
        if (there && FILES.values().stream().allMatch(Files::exists)) {
            return;
        }
        Files.createDirectories(PLAYERS);
        Files.deleteIfExists(lock);
        Files.writeString(
                PLAYERS.resolve("package.json"), Files.readString(PAGES.resolve("package.json")));
        Files.writeString(lock, Files.readString(wanted));
        try (var npm =
                Child.run(
                        "npm",
                        "npm",
                        "ci",
                        "--prefix",
                        PLAYERS.toString(),
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund")) {
            npm.output();
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            var path = line(in).split("[ ?]", 3)[1];
            int length = 0;
            for (var line = line(in); !line.isEmpty(); line = line(in)) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring(16));
                }
            }
            if (path.equals("/seen")) {
                seen.add(Trial.object(Trial.json(new String(in.readNBytes(length), UTF_8))));
            }
            send(connection, FILES.get(path));
        } catch (IOException gone) {
            // The browser was closed.
        }
    }

    private static void send(Socket connection, @Nullable Path file) throws IOException {
        var body = file == null ? new byte[0] : Files.readAllBytes(file);
        var type =
                file != null && file.toString().endsWith(".html") ? "text/html" : "text/javascript";
        var head =
                "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                        .formatted(type, body.length);
        connection.getOutputStream().write(head.getBytes(UTF_8));
        connection.getOutputStream().write(body);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /**
     * Plays for some seconds from the first picture on.
     *
     * @param player {@code hls} or {@code flv}
     * @return what the page has seen; {@code watch.js} says what that is
     */
    Map<String, Object> play(String player, String source, int seconds) throws Exception {
        var page =
                "http://127.0.0.1:%d/watch.html?player=%s&seconds=%d&src=%s"
                        .formatted(
                                server.getLocalPort(),
                                player,
                                seconds,
                                URLEncoder.encode(source, UTF_8));
        try (var chromium =
                Child.run(
                        "chromium",
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--mute-audio",
                        "--autoplay-policy=no-user-gesture-required",
                        "--user-data-dir=" + Files.createTempDirectory(profiles, "profile"),
                        page)) {
            var told = seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (told == null) {
                throw new AssertionError("the page has not said anything; " + chromium.said());
            }
            return told;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

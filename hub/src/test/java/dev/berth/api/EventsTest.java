package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.berth.hub.Trial;
import dev.berth.rtmp.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final Trial trial = Trial.start();

    @AfterEach
    void end() {
        trial.close();
    }

    /** A client of server-sent events, as a browser is one. */
    private final class Follower implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Follower(String lastEventId) throws IOException {
            socket =
                    new Socket(InetAddress.getLoopbackAddress(), URI.create(trial.api()).getPort());
            socket.setSoTimeout(20_000);
            var request =
                    "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n"
                            + (lastEventId.isEmpty()
                                    ? ""
                                    : "Last-Event-ID: " + lastEventId + "\r\n")
                            + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            lines =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            while (!line().contains("events of this hub")) {
                // The head of the answer.
            }
        }

        private String line() throws IOException {
            var line = lines.readLine();
            if (line == null) {
                throw new IOException("the hub hung up");
            }
            return line;
        }

        /** The next event: its id, its name, and its data. */
        Map<String, Object> next() throws IOException {
            String id = "";
            String name = "";
            for (var line = line(); ; line = line()) {
                if (line.startsWith("id:")) {
                    id = line.substring(3);
                } else if (line.startsWith("event:")) {
                    name = line.substring(6);
                } else if (line.startsWith("data:")) {
                    var data = Trial.object(Trial.json(line.substring(5)));
                    assertThat(String.valueOf(data.get("id"))).isEqualTo(id);
                    assertThat(data).containsEntry("kind", name);
                    return data;
                }
            }
        }

        Map<String, Object> awaitKind(String kind) throws IOException {
            for (var event = next(); ; event = next()) {
                if (kind.equals(event.get("kind"))) {
                    return event;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private String add(String stream) {
        var to = "rtmp://127.0.0.1:%d/live/x?listen=1".formatted(Trial.freePort().port());
        return trial.hub().restream().add(stream, List.of(to)).getFirst().id();
    }

    @Test
    void anOutputThatIsAddedAndRemovedShowsUp() throws IOException {
        try (var follower = new Follower("")) {
            var id = add("live/a");
            assertThat(follower.awaitKind("output.added")).containsEntry("subject", id);
            follower.awaitKind("lease.granted");
            assertThat(follower.awaitKind("output.waiting-for-client"))
                    .containsEntry("subject", id);
            trial.hub().restream().remove(id);
            assertThat(follower.awaitKind("output.removed")).containsEntry("subject", id);
        }
    }

    @Test
    void whoComesBackMissesNothing() throws IOException {
        String seen;
        try (var follower = new Follower("")) {
            add("live/a");
            seen = String.valueOf(follower.awaitKind("output.waiting-for-client").get("id"));
        }
        add("live/b");
        add("live/c");

        try (var follower = new Follower(seen)) {
            var subjects = new ArrayList<Object>();
            long last = Long.parseLong(seen);
            while (subjects.size() < 2) {
                var event = follower.next();
                assertThat(event).containsEntry("id", (int) ++last);
                if ("output.added".equals(event.get("kind"))) {
                    subjects.add(event.get("subject"));
                }
            }
            assertThat(subjects).containsExactly("o2", "o3");
        }
    }

    @Test
    void whoComesBackFromAnEarlierRunOfTheHubGetsEverything() throws IOException {
        try (var follower = new Follower("987654321")) {
            assertThat(follower.next()).containsEntry("id", 1);
        }
    }

    @Test
    void whoSendsNonsenseGetsWhatComesFromNowOn() throws IOException {
        for (var nonsense : List.of("x", "99999999999999999999999")) {
            try (var follower = new Follower(nonsense)) {
                var id = add("live/" + nonsense);
                assertThat(follower.next())
                        .containsEntry("kind", "output.added")
                        .containsEntry("subject", id);
                follower.awaitKind("output.waiting-for-client");
            }
        }
    }

    @Test
    void aStreamIsToldOfWhenItComesAndGoesAndNotForItsReaders() throws Exception {
        try (var follower = new Follower("")) {
            var publication = trial.hub().streams().publish("live/a", "a test");
            var from = trial.rtmp("live/a");
            var reader = trial.hub().restream().add(from, List.of(trial.rtmp("live/b")));
            Await.until("it is read", () -> readers("live/a") == 1);
            trial.hub().restream().remove(reader.getFirst().id());
            Await.until("it is not read any more", () -> readers("live/a") == 0);
            publication.end();

            var told = new ArrayList<Object>();
            for (var event = follower.next(); ; event = follower.next()) {
                if ("live/a".equals(event.get("subject"))) {
                    told.add(event.get("kind"));
                    if ("stream.ended".equals(event.get("kind"))) {
                        break;
                    }
                }
            }
            assertThat(told).containsExactly("stream.live", "stream.ended");
        }
    }

    private int readers(String stream) {
        return trial.hub().streams().status(stream).orElseThrow().readers();
    }

    @Test
    void aHubThatEndsHangsItsFollowersUp() throws IOException {
        try (var follower = new Follower("")) {
            trial.close();
            assertThatIOException().isThrownBy(() -> follower.awaitKind("nothing.like.this"));
        }
    }
}

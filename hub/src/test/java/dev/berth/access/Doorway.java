package dev.berth.access;

import dev.berth.config.BadConfig;
import dev.berth.hub.Hub;
import dev.berth.journal.Event;
import dev.berth.journal.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Access as a configuration file has it, on a day that passes when it is told to. */
final class Doorway {
    static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    private final Journal journal = new Journal(() -> START);
    private final Access access;
    private Instant now = START;

    Doorway(AccessConfig config) {
        access = new Access(config, journal, () -> now);
    }

    /** {@code yaml} is the section {@code access} and what else is wanted. */
    static AccessConfig config(Path folder, String yaml) throws IOException, BadConfig {
        return Hub.read(Files.writeString(folder.resolve("berth.yaml"), yaml)).access();
    }

    static Doorway of(Path folder, String yaml) throws IOException, BadConfig {
        return new Doorway(config(folder, yaml));
    }

    Access access() {
        return access;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    static Visit visit(Visit.Deed deed, String stream, String from, Map<String, String> query) {
        try {
            var address = new InetSocketAddress(InetAddress.getByName(from), 50_000);
            return new Visit(deed, stream, "rtmp", address, query);
        } catch (UnknownHostException noLiteral) {
            throw new IllegalArgumentException(noLiteral);
        }
    }

    static Visit publish(String stream, String token) {
        return visit(Visit.Deed.PUBLISH, stream, "127.0.0.1", Map.of("token", token));
    }

    static Visit play(String stream, String token) {
        return visit(Visit.Deed.PLAY, stream, "127.0.0.1", Map.of("token", token));
    }

    static Visit from(String address) {
        return visit(Visit.Deed.PUBLISH, "live/demo", address, Map.of());
    }

    /** The answer, waited for. */
    Answer ask(Visit visit) throws InterruptedException {
        var answers = new ArrayBlockingQueue<Answer>(2);
        access.ask(visit, answers::add);
        var answer = answers.poll(20, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer came to " + visit);
        }
        return answer;
    }

    /** The pass of somebody who must be let in. */
    Pass enter(Visit visit) throws InterruptedException {
        return switch (ask(visit)) {
            case Answer.Admitted(var pass) -> pass;
            case Answer.Denied denied -> throw new AssertionError(visit + " got " + denied);
        };
    }

    /** What somebody is told who must stay out. */
    Answer.Denied refused(Visit visit) throws InterruptedException {
        return switch (ask(visit)) {
            case Answer.Denied denied -> denied;
            case Answer.Admitted _ -> throw new AssertionError(visit + " was let in");
        };
    }

    List<Event> events() throws InterruptedException {
        return journal.after(0, Duration.ZERO);
    }
}

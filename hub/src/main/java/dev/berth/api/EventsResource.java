package dev.berth.api;

import dev.berth.journal.Event;
import dev.berth.journal.Journal;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens, as it happens: server-sent events. A client that was away sends the last id it saw
 * in {@code Last-Event-ID} and misses nothing that is still kept.
 */
record EventsResource(Journal journal, AtomicInteger clients) {
    private static final int MOST_CLIENTS = 100;
    private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

    /** A comment now and then finds out who has left. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    EventsResource(Journal journal) {
        this(journal, new AtomicInteger());
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/events", this::follow));
    }

    private void follow(ServerRequest request, ServerResponse response) {
        if (clients.incrementAndGet() > MOST_CLIENTS) {
            clients.decrementAndGet();
            Answers.problem(
                    response,
                    Status.SERVICE_UNAVAILABLE_503,
                    MOST_CLIENTS + " clients follow the events already; close one");
            return;
        }
        long seen = lastSeen(request);
        try (var sink = response.sink(SseSink.TYPE)) {
            sink.emit(SseEvent.builder().comment("events of this hub").build());
            send(sink, seen);
        } catch (UncheckedIOException | IllegalStateException gone) {
            // The client hung up, which is how this usually ends.
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            clients.decrementAndGet();
        }
    }

    /**
     * The id behind which a client goes on. One that we have not reached is of an earlier run of
     * the hub, and its client has seen nothing of this one.
     */
    private long lastSeen(ServerRequest request) {
        long last = journal.last();
        try {
            long seen = request.headers().value(LAST_EVENT_ID).map(Long::parseLong).orElse(last);
            return seen > last ? 0 : seen;
        } catch (NumberFormatException notOurs) {
            return last;
        }
    }

    private void send(SseSink sink, long seen) throws InterruptedException {
        long last = seen;
        while (!Thread.currentThread().isInterrupted()) {
            var events = journal.after(last, HEARTBEAT);
            if (events.isEmpty()) {
                sink.emit(SseEvent.builder().comment("still here").build());
            }
            for (var event : events) {
                emit(sink, event);
                last = event.id();
            }
        }
    }

    private static void emit(SseSink sink, Event event) {
        sink.emit(
                SseEvent.builder()
                        .id(Long.toString(event.id()))
                        .name(event.kind())
                        .data(Answers.type(Views.EventView.class).toJson(Views.EventView.of(event)))
                        .build());
    }
}

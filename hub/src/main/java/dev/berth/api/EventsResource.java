package dev.berth.api;

import dev.berth.journal.Event;
import dev.berth.journal.Journal;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens, as it happens: server-sent events. A client that was away sends the last id it saw
 * in {@code Last-Event-ID} and misses nothing that is still kept.
 */
record EventsResource(Journal journal, AtomicInteger clients) implements HttpService {
    private static final int MOST_CLIENTS = 100;
    private static final int MOST_WAITING = 1_000;

    /** A comment now and then finds out who has left. */
    private static final long HEARTBEAT_SECONDS = 15;

    EventsResource(Journal journal) {
        this(journal, new AtomicInteger());
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::follow);
    }

    private void follow(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        if (clients.incrementAndGet() > MOST_CLIENTS) {
            clients.decrementAndGet();
            Answers.problem(
                    response,
                    Status.SERVICE_UNAVAILABLE_503,
                    MOST_CLIENTS + " clients follow the events already; close one");
            return;
        }
        var waiting = new ArrayBlockingQueue<Event>(MOST_WAITING);
        var stop = journal.follow(waiting::offer);
        try (var sink = response.sink(SseSink.TYPE)) {
            send(sink, waiting, lastSeen(request));
        } catch (UncheckedIOException | IllegalStateException gone) {
            // The client hung up, which is how this always ends.
        } finally {
            stop.run();
            clients.decrementAndGet();
        }
    }

    private long lastSeen(ServerRequest request) {
        try {
            return request.headers()
                    .value(HeaderNames.create("Last-Event-ID"))
                    .map(Long::parseLong)
                    .orElse(Long.MAX_VALUE);
        } catch (NumberFormatException ours) {
            return Long.MAX_VALUE;
        }
    }

    private void send(SseSink sink, BlockingQueue<Event> waiting, long seen)
            throws InterruptedException {
        long last = 0;
        sink.emit(SseEvent.builder().comment("events of this hub").build());
        for (var missed : journal.after(seen)) {
            emit(sink, missed);
            last = missed.id();
        }
        while (!Thread.currentThread().isInterrupted()) {
            var event = waiting.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                sink.emit(SseEvent.builder().comment("still here").build());
            } else if (event.id() > last) {
                emit(sink, event);
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

package dev.berth.restream;

import dev.berth.journal.Journal;
import dev.berth.media.Scheme;
import dev.berth.media.Sink;
import dev.berth.media.SinkStatus;
import dev.berth.media.Streams;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One output of a stream: opens its target, keeps it open, and begins anew when it breaks. A
 * virtual thread of its own does that, so no output waits for another; the media goes by the event
 * loops.
 */
final class Output implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** How long the other side may take to be sent the rest once the source has ended. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final String id;
    private final Route route;
    private final Scheme schemes;
    private final Streams streams;
    private final Journal journal;
    private final InstantSource time;
    private final @Nullable Feeder feeder;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final CountDownLatch tried = new CountDownLatch(1);
    private final CountDownLatch sourceEnded = new CountDownLatch(1);
    private final Thread thread;

    private volatile @Nullable Sink sink;
    private volatile OutputState phase = OutputState.CONNECTING;
    private volatile Instant since;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile @Nullable String problem;
    private volatile boolean closed;
    private String noted = "";

    /** {@code feeder} is what brings the source in; null when somebody publishes it to us. */
    Output(
            String id,
            Route route,
            Scheme schemes,
            Streams streams,
            Journal journal,
            InstantSource time,
            @Nullable Feeder feeder) {
        this.id = id;
        this.route = route;
        this.schemes = schemes;
        this.streams = streams;
        this.journal = journal;
        this.time = time;
        this.feeder = feeder;
        this.since = time.instant();
        this.thread = Thread.ofVirtual().name("berth-output-" + id).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Nothing more will come: who listens is closed at once, and who connected once the rest is
     * sent.
     */
    void sourceEnded() {
        sourceEnded.countDown();
        Thread.ofVirtual().name("berth-output-" + id + "-end").start(this::finish);
    }

    private void finish() {
        var open = sink;
        if (open != null) {
            open.finish();
        }
        try {
            if (!thread.join(DRAIN)) {
                closeSink();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeSink() {
        var open = sink;
        if (open != null) {
            open.close();
        }
    }

    @SuppressWarnings("ReferenceEquality") // that very source, not one of the same name
    boolean fedBy(Feeder source) {
        return feeder == source;
    }

    /** Whether it is over because its source is. */
    boolean ended() {
        return phase == OutputState.ENDED;
    }

    String id() {
        return id;
    }

    Route route() {
        return route;
    }

    /**
     * Waits until the first attempt has come out well or badly, but no longer than {@code
     * patience}.
     */
    boolean awaitTried(Duration patience) throws InterruptedException {
        return tried.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run() {
        try {
            while (!closed && !over()) {
                awaitSource();
                attempt();
            }
            if (!closed) {
                become(OutputState.ENDED, phase == OutputState.BACKING_OFF ? problem : null);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            tried.countDown();
        }
    }

    private boolean over() {
        return feeder != null && feeder.ended();
    }

    /**
     * Who listens can do so before there is anything to send. Who connects waits for the stream: a
     * server would hang up on a publisher who sends nothing. A source of our own waits for us the
     * first time.
     */
    private void awaitSource() throws InterruptedException {
        boolean first = attempts.get() == 0 && feeder != null;
        if (route.address().listens() || first || streams.awaitLive(stream(), Duration.ZERO)) {
            return;
        }
        become(OutputState.WAITING_FOR_SOURCE, null);
        while (!closed && !over() && !streams.awaitLive(stream(), SOON)) {
            problem = feeder == null ? null : feeder.problem();
        }
    }

    private String stream() {
        return route.from().stream();
    }

    private void attempt() throws InterruptedException {
        if (closed || over()) {
            return;
        }
        become(OutputState.CONNECTING, problem);
        attempts.incrementAndGet();
        long began = System.nanoTime();
        try (var opened = schemes.dial(route.to(), stream())) {
            sink = opened;
            if (!closed && !over()) {
                become(opened(), null);
                tried.countDown();
                opened.run();
            }
        } catch (IOException | RuntimeException failed) {
            tried.countDown();
            recover(failed, began);
        } finally {
            sink = null;
        }
    }

    private OutputState opened() {
        return route.address().listens() ? OutputState.WAITING_FOR_CLIENT : OutputState.LIVE;
    }

    private void recover(Exception failed, long began) throws InterruptedException {
        if (closed) {
            return;
        }
        backoff.begun(began);
        var message = failed.getMessage();
        become(OutputState.BACKING_OFF, message == null ? failed.toString() : message);
        awaitSourceEnd(backoff.next());
    }

    @SuppressWarnings("ReturnValueIgnored") // Either way the loop looks what is to be done next.
    private void awaitSourceEnd(Duration patience) throws InterruptedException {
        sourceEnded.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void become(OutputState next, @Nullable String why) {
        problem = why;
        if (phase != next) {
            phase = next;
            since = time.instant();
        }
        if (next != OutputState.CONNECTING) {
            note(next, route.text() + " is " + next + (why == null ? "" : ": " + why));
        }
    }

    /** A target that refuses us for hours is one event, not thousands. */
    private void note(OutputState state, String sentence) {
        if (!sentence.equals(noted)) {
            noted = sentence;
            var word = state.name().toLowerCase(Locale.ROOT).replace('_', '-');
            journal.append("output." + word, id, sentence);
        }
    }

    OutputStatus status() {
        var open = sink;
        var figures = open == null ? SinkStatus.NONE : open.status();
        return new OutputStatus(
                id,
                route.from().text(),
                route.text(),
                stream(),
                state(figures),
                since,
                figures.clients(),
                figures.bitsPerSecond(),
                figures.bytes(),
                figures.queueBytes(),
                figures.droppedFrames(),
                Math.max(0, attempts.get() - 1),
                figures.delayMillis(),
                problem());
    }

    private @Nullable String problem() {
        var own = problem;
        return own == null && feeder != null ? feeder.problem() : own;
    }

    private OutputState state(SinkStatus figures) {
        var now = phase;
        if (now != OutputState.LIVE && now != OutputState.WAITING_FOR_CLIENT) {
            return now;
        }
        if (figures.clients() == 0) {
            return now == OutputState.LIVE ? OutputState.CONNECTING : now;
        }
        return figures.stalled() == figures.clients() ? OutputState.STALLED : OutputState.LIVE;
    }

    @Override
    public void close() {
        closed = true;
        closeSink();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

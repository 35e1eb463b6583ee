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

    /** What an output works with. */
    record Tools(
            Scheme schemes,
            Processes processes,
            Streams streams,
            Journal journal,
            InstantSource time) {}

    private final String id;
    private final Target target;
    private final Ways ways;
    private final Tools tools;
    private final @Nullable Feeder feeder;
    private final Orders orders;
    private final Failover failover;
    private final History history = new History();
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final CountDownLatch tried = new CountDownLatch(1);
    private final Thread thread;

    private volatile @Nullable Sink sink;
    private volatile OutputState phase = OutputState.CONNECTING;
    private volatile Instant since;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile @Nullable String problem;
    private volatile boolean closed;
    private boolean begun;
    private String noted = "";

    /** {@code feeder} is what brings the source in; null when somebody publishes it to us. */
    Output(String id, Target target, Ways ways, Tools tools, @Nullable Feeder feeder) {
        this.id = id;
        this.target = target;
        this.ways = ways;
        this.tools = tools;
        this.feeder = feeder;
        this.since = tools.time().instant();
        this.orders = new Orders(target.schedule(), target.standby(), since);
        this.failover = new Failover(ways, target.stable(), this::dial);
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
        orders.end();
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

    Ways ways() {
        return ways;
    }

    /** The way it goes at the moment. */
    Route route() {
        return failover.way();
    }

    /** What it is called in an event. */
    String words() {
        var name = target.name();
        return name.isEmpty() ? route().text() : name + " (" + route().text() + ")";
    }

    /**
     * Waits until the first attempt has come out well or badly, but no longer than {@code
     * patience}.
     */
    boolean awaitTried(Duration patience) throws InterruptedException {
        return tried.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Tells it what to do, until its schedule next changes.
     *
     * @throws IllegalArgumentException when it cannot do that
     */
    void obey(Order order) {
        if (order == Order.STANDBY && ways.first().address().listens()) {
            throw new IllegalArgumentException(
                    words() + " waits for players and cannot stand by; start it, or stop it");
        }
        orders.say(order);
        leave();
    }

    /** Once a second: follows its schedule, and takes down how it is doing. */
    void look(Instant now) {
        if (orders.look(now)) {
            Thread.ofVirtual().name("berth-output-" + id + "-plan").start(this::leave);
        }
        history.add(Sample.of(status(), now))
                .ifPresent(changed -> journal("stability", words() + " is " + changed));
    }

    /** Hangs up on a target that it is not to send to any more. */
    private void leave() {
        var order = orders.order();
        boolean waits = phase == OutputState.STANDING_BY || phase == OutputState.CONNECTING;
        if (order == Order.STOP || (order == Order.STANDBY && !waits)) {
            closeSink();
        }
    }

    private void run() {
        try {
            while (!closed && !over()) {
                awaitOrder();
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
            failover.close();
        }
    }

    private boolean over() {
        return feeder != null && feeder.ended();
    }

    /** Whether there is still something to be done by that order. */
    private boolean holds(Order order) {
        return !closed && !over() && orders.order() == order;
    }

    private void awaitOrder() throws InterruptedException {
        while (holds(Order.STOP)) {
            failover.forget();
            attempts.set(0);
            become(orders.told() ? OutputState.STOPPED : OutputState.WAITING_FOR_TIME, null);
            tried.countDown();
            orders.await(Order.STOP, SOON);
        }
    }

    /**
     * Who listens can do so before there is anything to send. Who connects to send waits for the
     * stream: a server would hang up on a publisher who sends nothing. A source of our own waits
     * for us the first time.
     */
    private void awaitSource() throws InterruptedException {
        boolean first = !begun && feeder != null;
        if (ways.first().address().listens() || first || live()) {
            return;
        }
        while (holds(Order.START) && !tools.streams().awaitLive(stream(), SOON)) {
            become(OutputState.WAITING_FOR_SOURCE, feeder == null ? null : feeder.problem());
        }
    }

    private boolean live() throws InterruptedException {
        return tools.streams().awaitLive(stream(), Duration.ZERO);
    }

    private String stream() {
        return ways.from().stream();
    }

    private void attempt() throws InterruptedException {
        var order = orders.order();
        if (order == Order.STOP || !holds(order)) {
            return;
        }
        become(OutputState.CONNECTING, problem);
        begun = true;
        attempts.incrementAndGet();
        long began = System.nanoTime();
        try (var opened = failover.open()) {
            sink = opened;
            send(opened);
        } catch (IOException | RuntimeException failed) {
            tried.countDown();
            recover(failed, began);
        } finally {
            sink = null;
        }
    }

    private Sink dial(Route way) throws IOException, InterruptedException {
        var sound = target.sound();
        return target.memory() > 0
                ? tools.processes().dial(way.to(), sound.unasked(stream()), target.memory())
                : tools.schemes().dial(way.to(), sound.of(stream()));
    }

    @SuppressWarnings("ReferenceEquality") // that very sink, and none that was opened later
    private void send(Sink opened) throws IOException, InterruptedException {
        standBy(opened);
        if (!holds(Order.START)) {
            return;
        }
        opened.begin();
        become(opened(), null);
        tried.countDown();
        failover.sending(opened, () -> sink == opened && !closed);
        opened.run();
    }

    /** Stays connected until it is to send, and then until there is something to send. */
    private void standBy(Sink opened) throws IOException, InterruptedException {
        boolean stood = false;
        while (holds(Order.STANDBY) || (stood && holds(Order.START) && !live())) {
            stood = true;
            become(OutputState.STANDING_BY, null);
            tried.countDown();
            orders.await(orders.order(), SOON);
            opened.confirm();
        }
    }

    private OutputState opened() {
        return route().address().listens() ? OutputState.WAITING_FOR_CLIENT : OutputState.LIVE;
    }

    private void recover(Exception failed, long began) throws InterruptedException {
        if (closed || orders.order() == Order.STOP) {
            return;
        }
        backoff.begun(began);
        var message = failed.getMessage();
        become(OutputState.BACKING_OFF, message == null ? failed.toString() : message);
        if (failover.failed()) {
            journal("failover", words() + " takes over");
        } else {
            orders.await(orders.order(), backoff.next());
        }
    }

    private void become(OutputState next, @Nullable String why) {
        problem = why;
        if (phase != next) {
            phase = next;
            since = tools.time().instant();
        }
        if (next != OutputState.CONNECTING) {
            note(next, words() + " is " + next + (why == null ? "" : ": " + why));
        }
    }

    /** A target that refuses us for hours is one event, not thousands. */
    private void note(OutputState state, String sentence) {
        if (!sentence.equals(noted)) {
            noted = sentence;
            journal(state.name().toLowerCase(Locale.ROOT).replace('_', '-'), sentence);
        }
    }

    private void journal(String what, String sentence) {
        tools.journal().append("output." + what, id, sentence);
    }

    /** How it was doing, second by second and then minute by minute. */
    History.Past past() {
        return history.past();
    }

    OutputStatus status() {
        var open = sink;
        var figures = open == null ? SinkStatus.NONE : open.status();
        var backup = ways.backup();
        return new OutputStatus(
                id,
                target.name(),
                ways.from().text(),
                ways.first().text(),
                backup == null ? null : backup.text(),
                failover.onBackup(),
                stream(),
                state(figures),
                orders.order(),
                target.schedule().next(tools.time().instant()).orElse(null),
                since,
                figures,
                Math.max(0, attempts.get() - 1),
                history.stability(),
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
        orders.end();
        closeSink();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

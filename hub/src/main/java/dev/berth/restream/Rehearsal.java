package dev.berth.restream;

import dev.berth.media.Scheme;
import dev.berth.media.SinkStatus;
import dev.berth.media.Streams;
import dev.berth.restream.Uplink.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Publishes to all targets at once for a while, as when going live, and takes down what each of
 * them acknowledges. Belongs to the thread that asks for it.
 */
final class Rehearsal implements AutoCloseable {
    /** How long targets may take until they let us publish, all together. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** How often a stream is looked at that has yet to begin. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Streams streams;
    private final Map<String, Supply> supplies = new LinkedHashMap<>();
    private final List<Attempt> attempts = new ArrayList<>();

    private Rehearsal(Streams streams) {
        this.streams = streams;
    }

    /**
     * Sends to all of them. Those that listen are left out: who would come there is not known.
     *
     * @throws IllegalArgumentException when there is nothing to send
     */
    static Uplink of(List<Route> routes, Checkup.Wish wish, Scheme schemes, Streams streams)
            throws InterruptedException {
        try (var rehearsal = new Rehearsal(streams)) {
            for (var route : routes) {
                rehearsal.cast(route, wish, schemes);
            }
            rehearsal.begin();
            return rehearsal.measure(wish.time());
        }
    }

    private void cast(Route route, Checkup.Wish wish, Scheme schemes) throws InterruptedException {
        var origin = route.from();
        var supply = supplies.get(origin.stream());
        if (supply == null) {
            supply = Supply.of(origin, wish.bitsPerSecond(), schemes, streams);
            supplies.put(origin.stream(), supply);
        }
        attempts.add(new Attempt(route, supply.stream(), schemes));
    }

    /** A source begins once everybody is ready for it. */
    private void begin() throws InterruptedException {
        attempts.forEach(Attempt::start);
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (var attempt : attempts) {
            attempt.awaitBegun(left(until));
        }
        supplies.values().forEach(Supply::go);
        for (var supply : supplies.values()) {
            awaitFlow(supply, System.nanoTime() + PATIENCE.toNanos());
        }
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    private static void awaitFlow(Supply supply, long until) throws InterruptedException {
        while (supply.bytes() == 0 && supply.problem() == null && System.nanoTime() < until) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
    }

    /** How far one attempt and its source had come at a moment. */
    private record Mark(long at, long supplied, long delivered, long dropped) {}

    private Uplink measure(Duration time) throws InterruptedException {
        var before = attempts.stream().map(this::mark).toList();
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        var shares = new ArrayList<Share>();
        for (int i = 0; i < attempts.size(); i++) {
            shares.add(share(attempts.get(i), before.get(i)));
        }
        return new Uplink(time, shares);
    }

    private Mark mark(Attempt attempt) {
        var status = attempt.status();
        long supplied = supply(attempt).bytes();
        return new Mark(System.nanoTime(), supplied, delivered(status), status.droppedFrames());
    }

    private Supply supply(Attempt attempt) {
        return supplies.values().stream()
                .filter(supply -> supply.stream().equals(attempt.stream()))
                .findFirst()
                .orElseThrow();
    }

    private static long delivered(SinkStatus status) {
        var line = status.line();
        return line == null || line.ackedBytes() < 0 ? status.bytes() : line.ackedBytes();
    }

    private Share share(Attempt attempt, Mark before) {
        var now = mark(attempt);
        var trouble = attempt.problem();
        return new Share(
                attempt.route().text(),
                rate(now.supplied - before.supplied, now.at - before.at),
                rate(now.delivered - before.delivered, now.at - before.at),
                Math.max(0, now.dropped - before.dropped),
                trouble == null ? supply(attempt).problem() : trouble);
    }

    private static long rate(long bytes, long nanos) {
        return (long) (Math.max(0, bytes) * 8e9 / nanos);
    }

    /** Everybody leaves at once; then the sources end. */
    @Override
    public void close() {
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            attempts.forEach(attempt -> all.execute(attempt::close));
        }
        supplies.values().forEach(Supply::close);
    }
}

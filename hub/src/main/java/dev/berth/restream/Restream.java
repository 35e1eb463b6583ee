package dev.berth.restream;

import dev.berth.journal.Journal;
import dev.berth.media.Scheme;
import dev.berth.media.Streams;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One source to many outputs, none of which can hold up another.
 *
 * <p>{@code lock} guards the maps. Outputs and feeders are closed without it.
 */
public final class Restream implements AutoCloseable {
    private static final int MOST_OUTPUTS = 1_000;

    /**
     * How long a source of our own waits for its outputs' first attempt, so that they miss nothing
     * of it.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Scheme schemes;
    private final Streams streams;
    private final Journal journal;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private final Map<String, Feeder> feeders = new HashMap<>();
    private int lastId;
    private boolean closed;

    public Restream(Scheme schemes, Streams streams, Journal journal, InstantSource time) {
        this.schemes = schemes;
        this.streams = streams;
        this.journal = journal;
        this.time = time;
    }

    /**
     * Finds everything that is wrong with a configuration, without starting anything.
     *
     * @return one sentence a problem
     */
    public static List<String> check(RestreamConfig config, Scheme schemes) {
        var problems = new ArrayList<String>();
        var routes = new ArrayList<Route>();
        for (var job : config.jobs()) {
            for (int i = 0; i < job.to().size() && !job.from().isEmpty(); i++) {
                try {
                    routes.add(Route.parse(job.from(), job.to().get(i), schemes, routes));
                } catch (IllegalArgumentException bad) {
                    problems.add(job.before(i) + bad.getMessage());
                }
            }
        }
        if (routes.size() > MOST_OUTPUTS) {
            problems.add(tooMany(routes.size()));
        }
        return problems;
    }

    private static String tooMany(int outputs) {
        return "that would be "
                + outputs
                + " outputs, and "
                + MOST_OUTPUTS
                + " is the most; leave some out";
    }

    /**
     * Starts what {@link #check} found nothing wrong with. Outputs that listen do so when this
     * returns, unless their ports are taken.
     */
    public void start(RestreamConfig config) {
        config.jobs().forEach(job -> add(job.from(), job.to()));
        awaitTried(
                snapshot().stream().filter(output -> output.route().address().listens()).toList());
    }

    /**
     * Starts outputs of one source, all or none.
     *
     * @throws IllegalArgumentException with a sentence: a bad address, an output that is there
     *     already, a loop, or too many outputs
     */
    public List<OutputStatus> add(String from, List<String> to) {
        var fresh = new ArrayList<Output>();
        var feeder = plan(from, to, fresh);
        fresh.forEach(output -> note("output.added", output, " is added"));
        fresh.forEach(Output::start);
        if (feeder != null) {
            Thread.ofVirtual().start(() -> goWhenReady(feeder, fresh));
        }
        return fresh.stream().map(Output::status).toList();
    }

    /** Decides what to start; the feeder is null when somebody publishes the source to us. */
    private @Nullable Feeder plan(String from, List<String> to, List<Output> fresh) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalArgumentException("the hub is ending; ask again once it is back");
            }
            if (outputs.size() + to.size() > MOST_OUTPUTS) {
                outputs.values().removeIf(Output::ended);
            }
            if (outputs.size() + to.size() > MOST_OUTPUTS) {
                throw new IllegalArgumentException(tooMany(outputs.size() + to.size()));
            }
            var routes = routes(from, to);
            var feeder = routes.isEmpty() ? null : feeder(routes.getFirst().from());
            for (var route : routes) {
                fresh.add(
                        new Output("o" + ++lastId, route, schemes, streams, journal, time, feeder));
            }
            fresh.forEach(output -> outputs.put(output.id(), output));
            return feeder;
        } finally {
            lock.unlock();
        }
    }

    private List<Route> routes(String from, List<String> to) {
        var all = new ArrayList<Route>();
        outputs.values().stream()
                .filter(output -> !output.ended())
                .map(Output::route)
                .forEach(all::add);
        var fresh = new ArrayList<Route>();
        for (var target : to) {
            var route = Route.parse(from, target, schemes, all);
            all.add(route);
            fresh.add(route);
        }
        return fresh;
    }

    private @Nullable Feeder feeder(Origin origin) {
        var uri = origin.uri();
        if (uri == null) {
            return null;
        }
        var known = feeders.get(origin.stream());
        if (known != null && !known.ended()) {
            return known;
        }
        var feeder = new Feeder(origin, uri, schemes, streams, journal, this::sourceEnded);
        feeders.put(origin.stream(), feeder);
        feeder.start();
        return feeder;
    }

    /** Only its own outputs: one of the same name may have begun anew meanwhile. */
    private void sourceEnded(Feeder feeder) {
        snapshot().stream().filter(output -> output.fedBy(feeder)).forEach(Output::sourceEnded);
    }

    private static void goWhenReady(Feeder feeder, List<Output> outputs) {
        awaitTried(outputs);
        feeder.go();
    }

    /** Waits until each has come out of its first attempt, well or badly, but not for ever. */
    private static void awaitTried(List<Output> outputs) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (var output : outputs) {
                output.awaitTried(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends an output; false when there is none of that id. */
    public boolean remove(String id) {
        Output output;
        Feeder orphan;
        lock.lock();
        try {
            output = outputs.remove(id);
            if (output == null) {
                return false;
            }
            orphan = orphan(output.route().from().stream());
        } finally {
            lock.unlock();
        }
        output.close();
        if (orphan != null) {
            orphan.close();
        }
        note("output.removed", output, " is removed");
        return true;
    }

    private @Nullable Feeder orphan(String stream) {
        boolean wanted =
                outputs.values().stream()
                        .anyMatch(output -> output.route().from().stream().equals(stream));
        return wanted ? null : feeders.remove(stream);
    }

    private void note(String kind, Output output, String what) {
        journal.append(kind, output.id(), output.route().text() + what);
    }

    public List<OutputStatus> list() {
        return snapshot().stream().map(Output::status).toList();
    }

    public Optional<OutputStatus> find(String id) {
        return snapshot().stream()
                .filter(output -> output.id().equals(id))
                .findFirst()
                .map(Output::status);
    }

    private List<Output> snapshot() {
        lock.lock();
        try {
            return List.copyOf(outputs.values());
        } finally {
            lock.unlock();
        }
    }

    /** Ends everything. */
    @Override
    public void close() {
        List<Feeder> sources;
        lock.lock();
        try {
            closed = true;
            sources = List.copyOf(feeders.values());
            feeders.clear();
        } finally {
            lock.unlock();
        }
        sources.forEach(Feeder::close);
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            snapshot().forEach(output -> all.execute(output::close));
        }
    }
}

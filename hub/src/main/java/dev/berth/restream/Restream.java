package dev.berth.restream;

import dev.berth.journal.Journal;
import dev.berth.media.Scheme;
import dev.berth.media.Streams;
import dev.berth.restream.RestreamConfig.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

    /** How often outputs are looked at. */
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Scheme schemes;
    private final Processes processes;
    private final Streams streams;
    private final Journal journal;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private final Map<String, Feeder> feeders = new HashMap<>();
    private final Semaphore rehearsing = new Semaphore(1);

    /** Not a virtual one: to wake those takes three threads, and this one wakes every second. */
    private final Thread rounds =
            Thread.ofPlatform().daemon().name("berth-outputs").unstarted(this::rounds);

    private int lastId;
    private boolean closed;

    /** {@code processes} are for outputs that are to run in one of their own. */
    public Restream(
            Scheme schemes,
            Processes processes,
            Streams streams,
            Journal journal,
            InstantSource time) {
        this.schemes = schemes;
        this.processes = processes;
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
            for (var target : job.from().isEmpty() ? List.<Target>of() : job.to()) {
                try {
                    routes.addAll(Ways.parse(job.from(), target, schemes, routes).all());
                } catch (IllegalArgumentException bad) {
                    problems.add(target.before() + bad.getMessage());
                }
            }
        }
        int outputs = config.jobs().stream().mapToInt(job -> job.to().size()).sum();
        if (outputs > MOST_OUTPUTS) {
            problems.add(tooMany(outputs));
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
        rounds.start();
        config.jobs().forEach(this::add);
        awaitTried(
                snapshot().stream()
                        .filter(output -> output.ways().first().address().listens())
                        .toList());
    }

    /** The same for bare addresses. */
    public List<OutputStatus> add(String from, List<String> to) {
        return add(Job.of(from, to));
    }

    /**
     * Starts outputs of one source, all or none.
     *
     * @throws IllegalArgumentException with a sentence: a bad address, an output that is there
     *     already, a loop, or too many outputs
     */
    public List<OutputStatus> add(Job job) {
        var fresh = new ArrayList<Output>();
        var feeder = plan(job, fresh);
        fresh.forEach(output -> note("output.added", output, " is added"));
        fresh.forEach(Output::start);
        if (feeder != null) {
            Thread.ofVirtual().start(() -> goWhenReady(feeder, fresh));
        }
        return fresh.stream().map(Output::status).toList();
    }

    /** Decides what to start; the feeder is null when somebody publishes the source to us. */
    private @Nullable Feeder plan(Job job, List<Output> fresh) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalArgumentException("the hub is ending; ask again once it is back");
            }
            makeRoom(job.to().size());
            var ways = ways(job);
            var feeder = ways.isEmpty() ? null : feeder(ways.getFirst().from());
            var tools = new Output.Tools(schemes, processes, streams, journal, time);
            for (int i = 0; i < ways.size(); i++) {
                fresh.add(new Output("o" + ++lastId, job.to().get(i), ways.get(i), tools, feeder));
            }
            fresh.forEach(output -> outputs.put(output.id(), output));
            return feeder;
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom(int more) {
        if (outputs.size() + more > MOST_OUTPUTS) {
            outputs.values().removeIf(Output::ended);
        }
        if (outputs.size() + more > MOST_OUTPUTS) {
            throw new IllegalArgumentException(tooMany(outputs.size() + more));
        }
    }

    private List<Ways> ways(Job job) {
        var all = new ArrayList<Route>();
        outputs.values().stream()
                .filter(output -> !output.ended())
                .forEach(output -> all.addAll(output.ways().all()));
        var fresh = new ArrayList<Ways>();
        for (var target : job.to()) {
            var ways = Ways.parse(job.from(), target, schemes, all);
            all.addAll(ways.all());
            fresh.add(ways);
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
            orphan = orphan(output.ways().from().stream());
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
                        .anyMatch(output -> output.ways().from().stream().equals(stream));
        return wanted ? null : feeders.remove(stream);
    }

    private void note(String kind, Output output, String what) {
        journal.append(kind, output.id(), output.words() + what);
    }

    /**
     * Tells an output what to do, until its schedule next changes; false when there is none of that
     * id.
     *
     * @throws IllegalArgumentException when it cannot do that
     */
    public boolean order(String id, Order order) {
        var output = output(id);
        output.ifPresent(found -> {
            found.obey(order);
            note("output.told", found, " is told to " + order.name().toLowerCase(Locale.ROOT));
        });
        return output.isPresent();
    }

    /**
     * Looks at the targets of a job, and starts none.
     *
     * @throws IllegalArgumentException with a sentence: a bad address
     */
    public Checkup inspect(Job job) throws InterruptedException {
        return Checkup.of(List.of(job), schemes, checked -> {});
    }

    /**
     * The same, and publishes to all of them for a while; one such check at a time, for two would
     * measure each other.
     *
     * @throws IllegalArgumentException with a sentence: a bad address, an output that is there
     *     already, nothing to publish, or a check that publishes already
     */
    public Checkup inspect(Job job, Checkup.Wish wish) throws InterruptedException {
        checkAgainstOutputs(job);
        if (!rehearsing.tryAcquire()) {
            throw new IllegalArgumentException(
                    "another check is publishing, and both would measure each other; ask again in a minute");
        }
        try {
            var checkup = Checkup.publishing(List.of(job), wish, schemes, streams, one -> {});
            note(checkup);
            return checkup;
        } finally {
            rehearsing.release();
        }
    }

    /** Publishing to where an output publishes already would end that one, or be refused. */
    private void checkAgainstOutputs(Job job) {
        lock.lock();
        try {
            ways(job);
        } finally {
            lock.unlock();
        }
    }

    private void note(Checkup published) {
        var uplink = published.uplink();
        if (uplink != null) {
            journal.append("check.published", "hub", uplink.sentences().getFirst());
        }
    }

    /** How an output was doing, the oldest first; empty when there is none of that id. */
    public Optional<History.Past> history(String id) {
        return output(id).map(Output::past);
    }

    /** One look at every output: what its schedule says, and how it is doing. */
    void look(Instant now) {
        snapshot().forEach(output -> output.look(now));
    }

    private void rounds() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(ROUND.toNanos());
                look(time.instant());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    public List<OutputStatus> list() {
        return snapshot().stream().map(Output::status).toList();
    }

    public Optional<OutputStatus> find(String id) {
        return output(id).map(Output::status);
    }

    private Optional<Output> output(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(outputs.get(id));
        } finally {
            lock.unlock();
        }
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
        rounds.interrupt();
        sources.forEach(Feeder::close);
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            snapshot().forEach(output -> all.execute(output::close));
        }
    }
}

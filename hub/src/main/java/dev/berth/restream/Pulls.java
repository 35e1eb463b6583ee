package dev.berth.restream;

import dev.berth.journal.Journal;
import dev.berth.media.Demand;
import dev.berth.media.Scheme;
import dev.berth.media.Streams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The streams that are brought in from elsewhere, each by itself. {@code pulls} is replaced as a
 * whole, once, before anybody wants a stream.
 */
public final class Pulls implements Demand, AutoCloseable {
    private final Scheme schemes;
    private final Streams streams;
    private final Journal journal;
    private volatile Map<String, Pull> pulls = Map.of();

    public Pulls(Scheme schemes, Streams streams, Journal journal) {
        this.schemes = schemes;
        this.streams = streams;
        this.journal = journal;
    }

    /**
     * Finds everything that is wrong with a configuration, without starting anything.
     *
     * @return one sentence a problem
     */
    public static List<String> check(PullConfig config, Scheme schemes) {
        var problems = new ArrayList<String>();
        var names = new HashSet<String>();
        for (var job : config.jobs()) {
            var problem = problem(job, schemes, names);
            if (problem != null) {
                problems.add(job.before() + problem);
            }
        }
        return problems;
    }

    private static @Nullable String problem(PullConfig.Job job, Scheme schemes, Set<String> names) {
        if (job.stream().isEmpty() || job.from().isEmpty()) {
            return null; // That was said when it was read.
        }
        if (!names.add(job.stream())) {
            return "stream %s is pulled twice; give one of them another name"
                    .formatted(job.stream());
        }
        try {
            origin(job, schemes);
            return null;
        } catch (IllegalArgumentException bad) {
            return bad.getMessage();
        }
    }

    private static Origin origin(PullConfig.Job job, Scheme schemes) {
        Origin.parse(job.stream(), schemes); // a name like any other stream's
        var origin = Origin.parse(job.from(), schemes);
        if (origin.uri() == null) {
            throw new IllegalArgumentException(
                    "%s is a stream of this hub, so there is nothing to pull; name another server's"
                            .formatted(origin.text()));
        }
        return origin.as(job.stream());
    }

    /** Starts what {@link #check} found nothing wrong with. */
    public void start(PullConfig config) {
        var fresh = new TreeMap<String, Pull>();
        for (var job : config.jobs()) {
            var origin = origin(job, schemes);
            var uri = Objects.requireNonNull(origin.uri());
            fresh.put(job.stream(), new Pull(job, origin, uri, schemes, streams, journal));
        }
        pulls = fresh;
        streams.onDemand(this);
        fresh.values().forEach(Pull::start);
    }

    @Override
    public void wanted(String stream) {
        tell(stream, true);
    }

    @Override
    public void unwanted(String stream) {
        tell(stream, false);
    }

    private void tell(String stream, boolean wanted) {
        var pull = pulls.get(stream);
        if (pull != null) {
            pull.wanted(wanted);
        }
    }

    /** All of them, by stream. */
    public List<PullStatus> list() {
        return pulls.values().stream().map(Pull::status).toList();
    }

    /** Ends everything, all at the same time. */
    @Override
    public void close() {
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            pulls.values().forEach(pull -> all.execute(pull::close));
        }
    }
}

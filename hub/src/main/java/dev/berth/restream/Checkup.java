package dev.berth.restream;

import dev.berth.media.Inspection;
import dev.berth.media.Scheme;
import dev.berth.media.Streams;
import dev.berth.restream.RestreamConfig.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What can be known before going live: whether each target answers, and what goes out when all of
 * them are sent to. Nothing is published and no key is told, unless somebody wishes it.
 *
 * @param targets what was found at each, backups included
 * @param uplink what went out; null when nothing was to be published
 */
public record Checkup(List<Checked> targets, @Nullable Uplink uplink) {
    /** How long a target may take, all its steps together. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MOST_AT_ONCE = 100;

    /**
     * Wishes that something be published, for anybody to see, who looks at the targets then.
     *
     * @param time how long, from 2 s to 1 min
     * @param bitsPerSecond of the test signal that is published, from 100 kbit/s to 100 Mbit/s; 0
     *     for the source itself
     */
    public record Wish(Duration time, long bitsPerSecond) {
        private static final Duration SHORTEST = Duration.ofSeconds(2);
        private static final Duration LONGEST = Duration.ofMinutes(1);
        private static final long LEAST = 100_000;
        private static final long MOST = 100_000_000;

        /** Throws an IllegalArgumentException with a sentence where it cannot be granted. */
        public Wish {
            if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "publishing for %d ms tells nothing, or too much; use 2s to 60s, such as 5s"
                                .formatted(time.toMillis()));
            }
            if (bitsPerSecond != 0 && (bitsPerSecond < LEAST || bitsPerSecond > MOST)) {
                throw new IllegalArgumentException(
                        "no test signal is made of %d bit/s; use 100k to 100M, such as 6M"
                                .formatted(bitsPerSecond));
            }
        }
    }

    public Checkup {
        targets = List.copyOf(targets);
    }

    /**
     * A target that was looked at.
     *
     * @param to as anybody may see it
     */
    public record Checked(String name, String to, boolean backup, Inspection found) {}

    private record Question(String name, Route route, boolean backup) {
        Checked answered(Inspection found) {
            return new Checked(name, route.text(), backup, found);
        }

        /** Whether somebody is there whom a stream would be published to. */
        boolean publishes(Checked checked) {
            return !backup && !route.address().listens() && checked.found().problem() == null;
        }
    }

    /**
     * Looks at every target of the jobs, at many of them at once.
     *
     * @param told of each as it is done, on any thread
     */
    public static Checkup of(List<Job> jobs, Scheme schemes, Consumer<Checked> told)
            throws InterruptedException {
        return new Checkup(look(questions(jobs, schemes), schemes, told), null);
    }

    /**
     * The same, and then publishes to all of them at once where they let us.
     *
     * @throws IllegalArgumentException when there is nothing to publish, or too many targets
     */
    public static Checkup publishing(
            List<Job> jobs, Wish wish, Scheme schemes, Streams streams, Consumer<Checked> told)
            throws InterruptedException {
        var questions = questions(jobs, schemes);
        var checked = look(questions, schemes, told);
        var routes = new ArrayList<Route>();
        for (int i = 0; i < checked.size(); i++) {
            if (questions.get(i).publishes(checked.get(i))) {
                routes.add(questions.get(i).route);
            }
        }
        if (routes.size() > MOST_AT_ONCE) {
            throw new IllegalArgumentException(
                    "a check publishes to %d targets at most, and there are %d; check some of them"
                            .formatted(MOST_AT_ONCE, routes.size()));
        }
        return new Checkup(checked, Rehearsal.of(routes, wish, schemes, streams));
    }

    private static List<Checked> look(
            List<Question> questions, Scheme schemes, Consumer<Checked> told)
            throws InterruptedException {
        var checked = new ArrayList<Checked>();
        for (int from = 0; from < questions.size(); from += MOST_AT_ONCE) {
            int to = Math.min(questions.size(), from + MOST_AT_ONCE);
            checked.addAll(ask(questions.subList(from, to), schemes, told));
        }
        return checked;
    }

    private static List<Question> questions(List<Job> jobs, Scheme schemes) {
        var known = new ArrayList<Route>();
        var questions = new ArrayList<Question>();
        for (var job : jobs) {
            for (var target : job.to()) {
                var ways = Ways.parse(job.from(), target, schemes, known);
                known.addAll(ways.all());
                ways.all()
                        .forEach(route ->
                                questions.add(
                                        new Question(
                                                target.name(),
                                                route,
                                                !route.equals(ways.first()))));
            }
        }
        return questions;
    }

    private static List<Checked> ask(
            List<Question> questions, Scheme schemes, Consumer<Checked> told)
            throws InterruptedException {
        var tasks = new ArrayList<Callable<Inspection>>();
        for (var question : questions) {
            tasks.add(() -> {
                var found = schemes.inspect(question.route.to());
                told.accept(question.answered(found));
                return found;
            });
        }
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var answers = threads.invokeAll(tasks, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            var checked = new ArrayList<Checked>();
            for (int i = 0; i < answers.size(); i++) {
                checked.add(questions.get(i).answered(answer(answers.get(i))));
            }
            return checked;
        } finally {
            threads.shutdownNow(); // Whoever waits for a name server cannot be waited for.
        }
    }

    private static Inspection answer(Future<Inspection> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException late) {
            return Inspection.failed(
                    "it did not answer within "
                            + PATIENCE.toSeconds()
                            + " s; see this machine's DNS and network");
        } catch (ExecutionException failed) {
            return Inspection.failed("it could not be looked at: " + failed.getCause());
        }
    }

    /** Whether every target answered, and took what was published. */
    public boolean good() {
        boolean answered = targets.stream().allMatch(checked -> checked.found().problem() == null);
        return answered && (uplink == null || uplink.fits());
    }
}

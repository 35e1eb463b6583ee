package dev.berth.restream;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, up to a limit, and never the
 * same for all.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration GOOD = Duration.ofSeconds(10);

    private final RandomGenerator random;
    private Duration next = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Between half of what is due and all of it. */
    Duration next() {
        var due = next;
        var twice = due.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return due.dividedBy(2).plusNanos(random.nextLong(due.toNanos() / 2));
    }

    /**
     * An attempt that was begun at that {@code System.nanoTime} has failed now. One that lasted was
     * no failure: the next wait is a short one again.
     */
    void begun(long nanoTime) {
        lasted(Duration.ofNanos(System.nanoTime() - nanoTime));
    }

    /** The same, by how long the attempt lasted. */
    void lasted(Duration time) {
        if (time.compareTo(GOOD) > 0) {
            next = FIRST;
        }
    }
}

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

    /** All is well: the next wait is a short one again. */
    void reset() {
        next = FIRST;
    }
}

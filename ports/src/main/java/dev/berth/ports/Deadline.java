package dev.berth.ports;

import java.time.Duration;

/** Until when somebody waits, what he does meanwhile included. By the JVM's monotonic clock. */
final class Deadline {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final long at;

    Deadline(Duration patience) {
        Duration time = patience.compareTo(LONGEST) < 0 ? patience : LONGEST;
        at = System.nanoTime() + time.toNanos();
    }

    /** In nanoseconds; not above zero once it has passed. */
    long left() {
        return at - System.nanoTime();
    }

    boolean passed() {
        return left() <= 0;
    }
}

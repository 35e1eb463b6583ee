package dev.berth.ports;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that a lease is for, told from a later one that is given the same pid.
 *
 * @param pid its number
 * @param since when it started
 */
public record Tenant(long pid, Instant since) {
    // The system reckons a start from its boot, whose time it corrects as its clock is set.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** The process {@code pid}, if it runs. */
    public static Optional<Tenant> of(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(Tenant::of);
    }

    /** That process. */
    public static Tenant of(ProcessHandle process) {
        return new Tenant(process.pid(), began(process));
    }

    /** This process. */
    static Tenant self() {
        return of(ProcessHandle.current());
    }

    /** Whether it still runs. */
    public boolean alive() {
        return of(pid).filter(this::same).isPresent();
    }

    private boolean same(Tenant other) {
        return pid == other.pid
                && Duration.between(since, other.since).abs().compareTo(TOLERANCE) <= 0;
    }

    private static Instant began(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}

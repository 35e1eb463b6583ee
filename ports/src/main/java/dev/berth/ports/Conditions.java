package dev.berth.ports;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On what conditions a port is asked for, beyond which one.
 *
 * @param shared whether others may bind beside it; UDP only
 * @param remembered whether the same owner and purpose are to get the same port again, after a
 *     restart too; of itself so for every policy but {@link Policy#POOL}
 * @param term how long the lease lasts unless it is renewed, up to 36,500 days; null until it is
 *     released
 * @param tenant the process that is to use the port, null for this one and its children
 */
public record Conditions(
        boolean shared, boolean remembered, @Nullable Duration term, @Nullable Tenant tenant) {
    /** For oneself, alone, and until it is released. */
    public static final Conditions NONE = new Conditions(false, false, null, null);

    /** Nobody means a longer one, and clocks in nanoseconds do not reach much further. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    public Conditions {
        if (term != null && (!term.isPositive() || term.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "a lease is asked for with a term of %s; use one longer than zero and up to 36500 days, such as PT30S, or none"
                            .formatted(term));
        }
    }

    Conditions asShared() {
        return new Conditions(true, remembered, term, tenant);
    }

    Conditions asRemembered() {
        return new Conditions(shared, true, term, tenant);
    }

    Conditions unremembered() {
        return new Conditions(shared, false, term, tenant);
    }

    Conditions lasting(Duration time) {
        return new Conditions(shared, remembered, time, tenant);
    }

    Conditions usedBy(Tenant process) {
        return new Conditions(shared, remembered, term, process);
    }
}

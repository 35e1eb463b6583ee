package dev.berth.ports;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On what conditions a port is asked for, beyond which one.
 *
 * @param shared whether others may bind beside it; UDP only
 * @param remembered whether the same owner and purpose are to get the same port again, after a
 *     restart too; of itself so for every policy but {@link Policy#POOL}
 * @param term how long the lease lasts unless it is renewed, null until it is released
 * @param tenant the process that is to use the port, null for this one and its children
 */
public record Conditions(
        boolean shared, boolean remembered, @Nullable Duration term, @Nullable Tenant tenant) {
    /** For oneself, alone, and until it is released. */
    public static final Conditions NONE = new Conditions(false, false, null, null);

    public Conditions {
        if (term != null && !term.isPositive()) {
            throw new IllegalArgumentException(
                    "a lease is asked for with a term of %s; use a time longer than zero, such as PT30S"
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

package dev.berth.supervise;

import dev.berth.ports.Lease;
import java.util.List;

/** The ports a service was given, in the order in which it claimed them. */
public record Leases(List<Lease> all) {
    public Leases {
        all = List.copyOf(all);
    }

    /** The lease of the only claim. */
    public Lease only() {
        if (all.size() != 1) {
            throw new IllegalStateException("one lease was expected, found " + all.size());
        }
        return all.getFirst();
    }
}

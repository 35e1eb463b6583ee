package dev.berth.ports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** When leases end by themselves. Belongs to a {@link Register}, whose lock guards all of it. */
final class Deadlines {
    // Differences, because the clock may begin anywhere and wrap.
    private static final Comparator<Due> SOONEST_FIRST =
            (a, b) -> a.at == b.at ? Long.compare(a.number, b.number) : Long.signum(a.at - b.at);

    private final TreeSet<Due> order = new TreeSet<>(SOONEST_FIRST);
    private final Map<Token, Due> byLease = new HashMap<>();
    private long numbers;

    /** A lease and its end, by the authority's monotonic clock, in nanoseconds. */
    private record Due(long at, long number, Lease lease) {}

    /** Sets the end of a lease, or sets it anew. */
    void set(Lease lease, long at) {
        lift(lease);
        var due = new Due(at, numbers++, lease);
        order.add(due);
        byLease.put(lease.token(), due);
    }

    /** The lease does not end by itself. */
    void lift(Lease lease) {
        Due due = byLease.remove(lease.token());
        if (due != null) {
            order.remove(due);
        }
    }

    boolean isOver(Lease lease, long now) {
        Due due = byLease.get(lease.token());
        return due != null && due.at - now <= 0;
    }

    /** The leases whose end has come, the earliest first. */
    List<Lease> over(long now) {
        var leases = new ArrayList<Lease>();
        for (Due due : order) {
            if (due.at - now > 0) {
                break;
            }
            leases.add(due.lease);
        }
        return leases;
    }
}

package dev.berth.ports;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Leases of one pool that were granted as a whole and end as a whole. Each may also be closed
 * alone: then its port goes back before the others.
 *
 * @param base the port that the offsets of the arrangement count from
 * @param leases one for each part of the arrangement, in its order
 */
public record Bundle(int base, List<Lease> leases) implements AutoCloseable {
    public Bundle {
        leases = List.copyOf(leases);
    }

    /** The lease of a part, counted from 0. */
    public Lease lease(int part) {
        return leases.get(part);
    }

    /** The first port, of a bundle of one: the only one. */
    public int port() {
        return leases.getFirst().endpoint().port();
    }

    /** Begins the term of every lease anew; false when one of them has ended. */
    public boolean renew() {
        return leases.stream().filter(Lease::renew).count() == leases.size();
    }

    /** Gives every port back. Closing twice does nothing. */
    @Override
    public void close() {
        leases.forEach(Lease::close);
    }

    @Override
    public String toString() {
        return leases.stream().map(Lease::toString).collect(Collectors.joining(", "));
    }
}

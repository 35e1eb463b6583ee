package dev.berth.ports;

import dev.berth.ports.Berths.Berth;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has what, and until when. {@code lock} guards every field, and all of what the fields hold;
 * it is held for memory work only, never across a system call. A berth is taken under the lock,
 * bound outside, and then granted or left under the lock; whoever meets it in between waits for the
 * few microseconds that takes.
 */
final class Register {
    private final LongSupplier ticker;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Berths berths = new Berths();
    private final Deadlines deadlines = new Deadlines();
    private final PortSet doubtfulTcp = new PortSet();
    private final PortSet doubtfulUdp = new PortSet();
    private long returns;
    private boolean closed;

    /**
     * @param ticker a monotonic clock, in nanoseconds
     * @param most the most leases at a time
     */
    Register(LongSupplier ticker, int most) {
        this.ticker = ticker;
        this.most = most;
    }

    int most() {
        return most;
    }

    long now() {
        return ticker.getAsLong();
    }

    /**
     * Takes a place, unless it is taken. Waits for a place that is just being taken or given back.
     */
    Place take(Endpoint endpoint) {
        lock.lock();
        try {
            checkOpen();
            Berth other = berths.meeting(endpoint);
            while (other != null && other.lease == null) {
                settled.awaitUninterruptibly();
                checkOpen();
                other = berths.meeting(endpoint);
            }
            if (other != null && other.lease != null) {
                return new Place.Leased(other.lease);
            }
            return berths.count() < most ? new Place.Open(berths.take(endpoint)) : new Place.Full();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes places from a pool.
     *
     * @param choice says where, and is asked again while places are being taken or given back that
     *     would make a difference, if {@code patient}
     * @return the places, in the order of the parts; none when there is nothing to choose
     */
    List<Berth> draw(Basin basin, Arrangement wanted, boolean patient, Work<OptionalInt> choice) {
        lock.lock();
        try {
            checkOpen();
            OptionalInt base = choice.on(basin, now());
            while (base.isEmpty() && patient && basin.unsettled()) {
                settled.awaitUninterruptibly();
                checkOpen();
                base = choice.on(basin, now());
            }
            return base.isEmpty() ? List.of() : take(basin, wanted, base.getAsInt());
        } finally {
            lock.unlock();
        }
    }

    private List<Berth> take(Basin basin, Arrangement wanted, int base) {
        var places = new ArrayList<Berth>(wanted.parts().size());
        for (Arrangement.Part part : wanted.parts()) {
            places.add(berths.take(basin.endpoint(part.transport(), base + part.offset())));
        }
        return places;
    }

    boolean hasRoomFor(int leases) {
        lock.lock();
        try {
            return berths.count() + leases <= most;
        } finally {
            lock.unlock();
        }
    }

    /** Grants leases on their places, unless the authority is closed meanwhile. */
    boolean grant(List<Berth> places, List<Lease> leases) {
        lock.lock();
        try {
            for (int i = 0; !closed && i < places.size(); i++) {
                grant(places.get(i), leases.get(i));
            }
            settled.signalAll();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void grant(Berth berth, Lease lease) {
        berths.grant(berth, lease);
        doubtful(berth.endpoint.transport()).remove(berth.endpoint.port());
        var term = lease.claim().conditions().term();
        if (term != null) {
            deadlines.set(lease, now() + term.toNanos());
        }
    }

    void leave(Berth berth) {
        lock.lock();
        try {
            berths.leave(berth, now());
            returns += berth.used ? 1 : 0;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that others were found on a place, and leaves it. */
    void leave(Berth berth, Refusal why) {
        lock.lock();
        try {
            doubtful(berth.endpoint.transport()).add(berth.endpoint.port());
            for (Basin basin : berths.basins()) {
                if (basin.owns(berth.endpoint)) {
                    basin.squatted(berth.endpoint, why);
                }
            }
            leave(berth);
        } finally {
            lock.unlock();
        }
    }

    /** What was found on an endpoint is gone. */
    void cleared(Endpoint endpoint) {
        lock.lock();
        try {
            for (Basin basin : berths.basins()) {
                if (basin.owns(endpoint)) {
                    basin.cleared(endpoint);
                }
            }
            returns++;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the lease with that token on that endpoint; null if there is none, or not any more. */
    Berths.@Nullable Ended end(Endpoint endpoint, Token token) {
        lock.lock();
        try {
            var ended = berths.end(endpoint, token);
            if (ended != null) {
                deadlines.lift(ended.lease());
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a lease in the place of another; false if that has ended. */
    boolean succeed(Lease old, Lease heir) {
        lock.lock();
        try {
            var ended = berths.end(old.endpoint(), old.token());
            if (ended != null) {
                deadlines.lift(old);
                grant(ended.berth(), heir);
            }
            return ended != null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a lease whose term is over; null if it has ended already, or was renewed. */
    Berths.@Nullable Ended endOver(Lease lease) {
        lock.lock();
        try {
            return deadlines.isOver(lease, now()) ? end(lease.endpoint(), lease.token()) : null;
        } finally {
            lock.unlock();
        }
    }

    /** The leases whose term is over. */
    List<Lease> over() {
        lock.lock();
        try {
            return deadlines.over(now());
        } finally {
            lock.unlock();
        }
    }

    /** Begins the term of a lease anew; false if it has ended. */
    boolean renew(Lease lease) {
        var term = lease.claim().conditions().term();
        return term == null ? keep(lease) : endIn(lease, term.toNanos());
    }

    /** Lets a lease end after so many nanoseconds unless it is renewed; false if it has ended. */
    boolean endIn(Lease lease, long nanos) {
        lock.lock();
        try {
            boolean holds = berths.holds(lease);
            if (holds) {
                deadlines.set(lease, now() + nanos);
            }
            return holds;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a lease last until it is released; false if it has ended. */
    boolean keep(Lease lease) {
        lock.lock();
        try {
            deadlines.lift(lease);
            return berths.holds(lease);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a lease that nothing kept a socket that keeps it; false if it has ended. */
    boolean moor(Lease lease, Mooring mooring) {
        lock.lock();
        try {
            boolean holds = berths.holds(lease);
            if (holds) {
                lease.moor(mooring);
            }
            return holds;
        } finally {
            lock.unlock();
        }
    }

    List<Lease> leases() {
        lock.lock();
        try {
            return berths.leases();
        } finally {
            lock.unlock();
        }
    }

    boolean holds(Lease lease) {
        lock.lock();
        try {
            return berths.holds(lease);
        } finally {
            lock.unlock();
        }
    }

    @Nullable Lease leaseOn(Endpoint endpoint) {
        lock.lock();
        try {
            return berths.leaseOn(endpoint);
        } finally {
            lock.unlock();
        }
    }

    /** How long the endpoint still rests in a pool that it is of, in nanoseconds. */
    long rest(Endpoint endpoint) {
        lock.lock();
        try {
            long rest = 0;
            for (Basin basin : berths.basins()) {
                if (basin.owns(endpoint)) {
                    rest = Math.max(rest, basin.rest(endpoint, now()));
                }
            }
            return rest;
        } finally {
            lock.unlock();
        }
    }

    /** The ports of a range that nothing speaks against: not even that strangers had them. */
    PortSet likely(PortRange range, Transport transport) {
        PortSet ports = PortSet.of(range);
        lock.lock();
        try {
            ports.removeAll(berths.taken(transport)).removeAll(doubtful(transport));
            for (Basin basin : berths.basins()) {
                ports.removeAll(basin.cooling(transport));
            }
            return ports;
        } finally {
            lock.unlock();
        }
    }

    private PortSet doubtful(Transport transport) {
        return transport == Transport.TCP ? doubtfulTcp : doubtfulUdp;
    }

    /** Forgets which ports were found held by others: they are tried like any other again. */
    void trust() {
        lock.lock();
        try {
            doubtfulTcp.clear();
            doubtfulUdp.clear();
        } finally {
            lock.unlock();
        }
    }

    void add(Basin basin) {
        lock.lock();
        try {
            checkOpen();
            berths.add(basin);
        } finally {
            lock.unlock();
        }
    }

    void remove(Basin basin) {
        lock.lock();
        try {
            berths.remove(basin);
        } finally {
            lock.unlock();
        }
    }

    List<Basin> basins() {
        lock.lock();
        try {
            return List.copyOf(berths.basins());
        } finally {
            lock.unlock();
        }
    }

    /** Looks at a pool while nobody changes it. */
    <T> T with(Basin basin, Work<T> work) {
        lock.lock();
        try {
            return work.on(basin, now());
        } finally {
            lock.unlock();
        }
    }

    /** Changes what a pool has to give; whoever waits looks again. */
    void change(Basin basin, Step step) {
        lock.lock();
        try {
            step.on(basin, now());
            returns++;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A change to a pool. */
    @FunctionalInterface
    interface Step {
        void on(Basin basin, long now);
    }

    /** Something to be found out about a pool. */
    @FunctionalInterface
    interface Work<T> {
        T on(Basin basin, long now);
    }

    Refusal verdict(Basin basin, Arrangement wanted) {
        return with(basin, (b, now) -> b.verdict(wanted, this::leaseOn, now));
    }

    /**
     * How often a lease ended or a pool changed: something may have come free. Places that were
     * merely tried do not count, or whoever waits and tries would wake himself.
     */
    long returns() {
        lock.lock();
        try {
            return returns;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something was left since {@link #returns} said {@code before}.
     *
     * @param patience in nanoseconds
     */
    void awaitReturn(long before, long patience) throws InterruptedException {
        long left = patience;
        lock.lockInterruptibly();
        try {
            while (returns == before && left > 0) {
                left = settled.awaitNanos(left);
                checkOpen();
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    void checkOpen() {
        if (closed) {
            throw closedMeanwhile();
        }
    }

    static IllegalStateException closedMeanwhile() {
        return new IllegalStateException(
                "the port authority is closed; claim before it closes, or make a new one");
    }
}

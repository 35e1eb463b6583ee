package dev.berth.ports;

import dev.berth.ports.Berths.Berth;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may have which port, keeps it in the kernel, and can say why. A process has one.
 *
 * <p>Every answer rests on a bind: a port that this authority has not leased itself is free when,
 * and only when, the kernel lets a socket be bound to it at that moment.
 *
 * <p>Any thread may call anything. {@code promises} is replaced as a whole. {@code lock} guards
 * {@code berths} and {@code closed}; it is never held across a system call. A berth is taken under
 * the lock, bound outside, and then granted or left under the lock; whoever meets it in between
 * waits for the few microseconds that takes.
 */
public final class Authority implements AutoCloseable {
    /** The most leases at a time, against claimants gone wild: thrice the ports of an address. */
    public static final int MOST_LEASES = 200_000;

    private static final System.Logger LOG = System.getLogger(Authority.class.getName());

    private final Clock clock;
    private final int most;
    private final Kernel kernel;
    private final Refusals refusals = new Refusals(Owners.ofThisMachine());
    private final Inspection inspection = new Inspection(refusals);
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Berths berths = new Berths();
    private volatile Promises promises = Promises.NONE;
    private boolean closed;

    /** An authority that has leased nothing. */
    public Authority() {
        this(Clock.systemUTC());
    }

    /** An authority that has leased nothing, and dates its leases by {@code clock}. */
    public Authority(Clock clock) {
        this(clock, MOST_LEASES, Binder.ofThisMachine());
    }

    /** One with its own limit of leases and its own way of binding. */
    Authority(Clock clock, int most, Binder binder) {
        this.clock = clock;
        this.most = most;
        this.kernel = new Kernel(binder);
        Token.random();
        kernel.rehearse();
    }

    /**
     * Grants a claim or says why not. Blocks for microseconds; for milliseconds when it has to find
     * out who holds a port.
     *
     * @throws IllegalStateException when the authority is closed
     */
    public Answer answer(Claim claim) {
        Answer answer = decide(claim);
        switch (answer) {
            case Answer.Granted(Lease lease) -> announce(new Change.Granted(lease));
            case Answer.Refused(Refusal why) -> announce(new Change.Refused(claim, why));
        }
        return answer;
    }

    /**
     * Grants a claim.
     *
     * @throws PortRefused when the answer is no
     * @throws IllegalStateException when the authority is closed
     */
    public Lease lease(Claim claim) throws PortRefused {
        return switch (answer(claim)) {
            case Answer.Granted(Lease lease) -> lease;
            case Answer.Refused(Refusal why) -> throw new PortRefused(why);
        };
    }

    /**
     * Ends a lease and closes its socket.
     *
     * @return true exactly once for a lease; false for a token that is not, or not any more, the
     *     one of a lease on {@code endpoint}. Whoever has the endpoint by then keeps it.
     */
    public boolean release(Endpoint endpoint, Token token) {
        Lease lease = end(endpoint, token);
        if (lease == null) {
            return false;
        }
        announce(new Change.Released(lease));
        return true;
    }

    /** The leases at this moment, in the order in which they were granted. */
    public List<Lease> leases() {
        lock.lock();
        try {
            return berths.leases();
        } finally {
            lock.unlock();
        }
    }

    /** The lease on {@code endpoint}, or on one that shares addresses with it. */
    public Optional<Lease> leaseOn(Endpoint endpoint) {
        lock.lock();
        try {
            var berth = berths.meeting(endpoint);
            return Optional.ofNullable(berth == null ? null : berth.lease);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks whether {@code endpoint} could be had now, without keeping it. TCP is never seen to
     * listen meanwhile (on Linux). Sockets of others come before promises: who listens on a port
     * that is planned for somebody else is what the asker wants to know.
     */
    public Verdict check(Endpoint endpoint) {
        return check(endpoint, false);
    }

    /**
     * The same for somebody who would set {@code SO_REUSEPORT}, and so can stand beside others of
     * the same user who set it too.
     */
    public Verdict checkForSharing(Endpoint endpoint) {
        return check(endpoint, true);
    }

    private Verdict check(Endpoint endpoint, boolean sharing) {
        return switch (take(endpoint)) {
            case Place.Leased(Claim by) -> Verdict.Reserved.leased(endpoint, by);
            case Place.Open(Berth berth) -> look(berth, sharing);
            case Place.Full full -> full(endpoint);
        };
    }

    /** The same for a port that browsers are to reach: they refuse to connect to some. */
    public Verdict checkForBrowsers(Endpoint endpoint) {
        return endpoint.transport() == Transport.TCP && BrowserPorts.blocked(endpoint.port())
                ? BrowserPorts.forbidden(endpoint)
                : check(endpoint);
    }

    /**
     * Replaces all promises of ports to those who do not hold them now. Leases that exist are not
     * touched.
     */
    public void reserve(List<Reservation> all) {
        promises = new Promises(all);
    }

    /** The promises of ports, as they were given. */
    public List<Reservation> reservations() {
        return promises.all();
    }

    /**
     * Who has sockets on {@code endpoint} now, this process included. Empty does not mean free:
     * {@link #check} tells. Where the system does not let itself be asked, the one holder is {@link
     * Holder.Kind#UNKNOWN}.
     */
    public List<Holder> holders(Endpoint endpoint) {
        return refusals.holders(endpoint);
    }

    /**
     * Calls {@code listener} after each change, in the thread that made it and without the lock, so
     * that two changes made at once may be told in either order. What it throws is logged.
     */
    public void onChange(Consumer<Change> listener) {
        listeners.add(listener);
    }

    /** Ends every lease, in the order in which they were granted, and grants no more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        leases().forEach(Lease::close);
    }

    boolean holds(Lease lease) {
        lock.lock();
        try {
            return berths.holds(lease);
        } finally {
            lock.unlock();
        }
    }

    private Answer decide(Claim claim) {
        var search = new Search(claim, refusals);
        for (var ports = Candidates.of(claim).iterator(); ; ) {
            Endpoint endpoint = claim.endpoint().withPort(ports.nextInt());
            Answer answer = attempt(claim, endpoint, search.passedOver());
            if (!(answer instanceof Answer.Refused(Refusal why))) {
                return answer;
            }
            Refusal met = search.meet(why);
            if (search.endsWith(met) || !ports.hasNext()) {
                return new Answer.Refused(search.verdict(met));
            }
        }
    }

    private Answer attempt(Claim claim, Endpoint endpoint, List<Refusal> passedOver) {
        Reservation promised = promises.against(claim, endpoint);
        if (promised != null) {
            return new Answer.Refused(Verdict.Reserved.promised(endpoint, promised));
        }
        return switch (take(endpoint)) {
            case Place.Leased(Claim by) ->
                    new Answer.Refused(Verdict.Reserved.leased(endpoint, by));
            case Place.Full full -> new Answer.Refused(full(endpoint));
            case Place.Open(Berth berth) -> bind(claim, berth, passedOver);
        };
    }

    private Verdict.Unknown full(Endpoint endpoint) {
        String figure = String.format(Locale.ROOT, "%,d", most);
        return Refusals.limited(
                endpoint,
                "this authority has granted its limit of %s leases".formatted(figure),
                "本端口管理已发放的租约达到上限 %s 个".formatted(figure));
    }

    private Answer bind(Claim claim, Berth berth, List<Refusal> passedOver) {
        Lease lease = null;
        try {
            lease = moored(claim, berth.endpoint, List.copyOf(passedOver));
        } catch (Unbindable failed) {
            return new Answer.Refused(Refusals.of(berth.endpoint, failed.fault));
        } finally {
            if (lease == null) {
                leave(berth);
            }
        }
        return grant(berth, lease);
    }

    /**
     * Everything that may fail comes before the bind, so that no socket is left without a lease.
     */
    private Lease moored(Claim claim, Endpoint endpoint, List<Refusal> passedOver)
            throws Unbindable {
        Instant now = clock.instant();
        Token token = Token.random();
        Mooring mooring = kernel.moor(endpoint, claim.grade());
        return new Lease(this, claim, endpoint, mooring, token, now, passedOver);
    }

    private Answer grant(Berth berth, Lease lease) {
        if (!granted(berth, lease)) {
            lease.cast();
            leave(berth);
            throw closedMeanwhile();
        }
        return new Answer.Granted(lease);
    }

    private boolean granted(Berth berth, Lease lease) {
        lock.lock();
        try {
            if (!closed) {
                berths.grant(berth, lease);
                settled.signalAll();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Berth berth) {
        lock.lock();
        try {
            berths.leave(berth);
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a lease; the place is free for others once its socket is closed. */
    private @Nullable Lease end(Endpoint endpoint, Token token) {
        Berths.Ended ended = forget(endpoint, token);
        if (ended == null) {
            return null;
        }
        ended.lease().cast();
        leave(ended.berth());
        return ended.lease();
    }

    private Berths.@Nullable Ended forget(Endpoint endpoint, Token token) {
        lock.lock();
        try {
            return berths.end(endpoint, token);
        } finally {
            lock.unlock();
        }
    }

    private Verdict look(Berth berth, boolean sharing) {
        Fault fault = prove(berth);
        return inspection.verdict(berth.endpoint, sharing, fault, promises.to(berth.endpoint));
    }

    private Fault prove(Berth berth) {
        try {
            kernel.prove(berth.endpoint);
            return Fault.PASSED;
        } catch (Unbindable failed) {
            return failed.fault;
        } finally {
            leave(berth);
        }
    }

    /**
     * Takes a place, unless it is taken. Waits for a place that is just being taken or given back.
     */
    private Place take(Endpoint endpoint) {
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
                return new Place.Leased(other.lease.claim());
            }
            return berths.count() < most ? new Place.Open(berths.take(endpoint)) : new Place.Full();
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw closedMeanwhile();
        }
    }

    private static IllegalStateException closedMeanwhile() {
        return new IllegalStateException(
                "the port authority is closed; claim before it closes, or make a new one");
    }

    private void announce(Change change) {
        for (var listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException | Error failure) {
                LOG.log(
                        Level.WARNING,
                        "a listener failed on " + change + "; the change stands",
                        failure);
            }
        }
    }

    /** What came of asking for a place. */
    private sealed interface Place {
        /** It is ours to bind, and to leave if that fails. */
        record Open(Berth berth) implements Place {}

        /** It meets a lease. */
        record Leased(Claim by) implements Place {}

        /** There are as many leases as there may be. */
        record Full() implements Place {}
    }
}

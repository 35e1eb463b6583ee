package dev.berth.ports;

import dev.berth.ports.Berths.Berth;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may have which port, keeps it in the kernel, and can say why. A process has one.
 *
 * <p>Every answer rests on a bind: a port that this authority has not leased itself is free when,
 * and only when, the kernel lets a socket be bound to it at that moment.
 *
 * <p>Any thread may call anything. {@code promises} and {@code memory} are replaced as a whole; the
 * register guards the rest. Nothing is done by itself: terms, leaks and intruders are seen by
 * {@link #sweep}, which {@link #watch} calls again and again.
 */
public final class Authority implements AutoCloseable {
    /** The most leases at a time, against claimants gone wild: thrice the ports of an address. */
    public static final int MOST_LEASES = 200_000;

    /** How long a lease that nobody is left to release stays before it ends. */
    public static final Duration GRACE = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger(Authority.class.getName());

    private final Clock clock;
    private final Kernel kernel;
    private final Refusals refusals = new Refusals(Owners.ofThisMachine());
    private final Inspection inspection = new Inspection(refusals);
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final Stopwatch stopwatch = new Stopwatch();
    private final Register register;
    private final Rounds rounds;
    private volatile Promises promises = Promises.NONE;
    private volatile Memory memory = Memory.NONE;

    /** An authority that has leased nothing. */
    public Authority() {
        this(Clock.systemUTC());
    }

    /** An authority that has leased nothing, and dates its leases by {@code clock}. */
    public Authority(Clock clock) {
        this(clock, MOST_LEASES, Binder.ofThisMachine());
    }

    /** One that reckons terms and quarantines by {@code ticker}, in nanoseconds that only grow. */
    public Authority(Clock clock, LongSupplier ticker) {
        this(clock, ticker, MOST_LEASES, Binder.ofThisMachine());
    }

    /** One with its own limit of leases and its own way of binding. */
    Authority(Clock clock, int most, Binder binder) {
        this(clock, System::nanoTime, most, binder);
    }

    Authority(Clock clock, LongSupplier ticker, int most, Binder binder) {
        this.clock = clock;
        this.kernel = new Kernel(binder);
        this.register = new Register(ticker, most);
        this.rounds = new Rounds(this, register, kernel, new Lookout(refusals));
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
        return told(claim, stopwatch.time(() -> decide(claim)));
    }

    /**
     * The same, and while somebody of this authority has what is claimed, waits for it; but no
     * longer than {@code patience}. Strangers do not say when they go, and are not waited for.
     *
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    public Answer await(Claim claim, Duration patience) throws InterruptedException {
        var deadline = new Deadline(patience);
        while (true) {
            long before = register.returns();
            Answer answer = stopwatch.time(() -> decide(claim));
            if (deadline.passed() || !endsWithALease(answer)) {
                return told(claim, answer);
            }
            register.awaitReturn(before, deadline.left());
        }
    }

    private static boolean endsWithALease(Answer answer) {
        return switch (answer) {
            case Answer.Granted _ -> false;
            case Answer.Refused(Refusal.Exhausted why) ->
                    why.causes().containsKey(Rule.LEASED.code());
            case Answer.Refused(Refusal why) -> why.rule() == Rule.LEASED;
        };
    }

    private Answer told(Claim claim, Answer answer) {
        switch (answer) {
            case Answer.Granted(Lease lease) -> tellGranted(claim, lease);
            case Answer.Refused(Refusal why) -> announce(new Change.Refused(claim, why));
        }
        return answer;
    }

    private void tellGranted(Claim claim, Lease lease) {
        announce(new Change.Granted(lease));
        boolean moved = lease.endpoint().port() != claim.endpoint().port();
        if (moved && claim.policy() == Policy.NEXT) {
            announce(new Change.Moved(lease, claim.endpoint()));
        }
    }

    /**
     * Makes a pool of ports. Leases that exist in its range take their ports out of it.
     *
     * @throws IllegalStateException when the authority is closed
     */
    public Pool pool(PoolSpec spec) {
        var basin = new Basin(spec);
        basin.promised(promises);
        register.add(basin);
        var inGrace = memory.inGrace();
        register.change(basin, (b, now) -> inGrace.forEach(port -> b.cool(port, now)));
        return new Pool(this, register, basin);
    }

    /** The pools that there are now, in the order in which they were made. */
    public List<Pool> pools() {
        return register.basins().stream().map(basin -> new Pool(this, register, basin)).toList();
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
        return register.leases();
    }

    /** The lease on {@code endpoint}, or on one that shares addresses with it. */
    public Optional<Lease> leaseOn(Endpoint endpoint) {
        return Optional.ofNullable(register.leaseOn(endpoint));
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
        long rest = register.rest(endpoint);
        return switch (register.take(endpoint)) {
            case Place.Leased(Lease by) -> Verdict.Reserved.leased(endpoint, by.claim());
            case Place.Open(Berth berth) -> rested(look(berth, sharing), rest);
            case Place.Full full -> full(endpoint);
        };
    }

    /** A port that rests in its pool goes to nobody but whoever claims just this one. */
    private static Verdict rested(Verdict verdict, long rest) {
        return verdict.free() && rest > 0
                ? new Verdict.Cooling(
                        verdict.endpoint(), Rule.QUARANTINE, Duration.ofNanos(rest), List.of())
                : verdict;
    }

    /**
     * Where a claim would be granted now, and why nowhere before. Nothing is kept, remembered or
     * told; a port that is free and would receive nothing, because it is forwarded, is passed over.
     */
    public Prospect prospect(Claim claim) {
        var search = new Search(claim, refusals);
        for (var ports = Candidates.of(claim, register).iterator(); ; ) {
            Endpoint endpoint = claim.endpoint().withPort(ports.nextInt());
            Refusal why = barred(claim, endpoint);
            Refusal found = why == null ? check(endpoint).refusal() : why;
            if (found == null) {
                return new Prospect.Found(endpoint, List.copyOf(search.passedOver()));
            }
            Refusal met = search.meet(found);
            if (search.endsWith(met) || !ports.hasNext()) {
                return new Prospect.None(search.verdict(met));
            }
        }
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
        var now = new Promises(all);
        promises = now;
        for (Basin pool : register.basins()) {
            register.change(pool, (b, _) -> b.promised(now));
        }
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

    /**
     * Goes round the leases once: ends those whose term is over, tells of those that nobody is left
     * to release, of who listens where he should and where he should not, and tries ports of pools
     * again that strangers had. Takes microseconds a lease that somebody else listens on, and looks
     * at no others.
     */
    public void sweep() {
        rounds.walk();
    }

    /**
     * Who listens on ports of leases that are not for him, as the last {@link #sweep} saw them: of
     * whom {@link Change.Intruder} told, and {@link Change.Departed} has not yet.
     */
    public List<Change.Intruder> intruders() {
        return rounds.intruders().stream().filter(seen -> !seen.lease().released()).toList();
    }

    /** Calls {@link #sweep} in a thread of its own from now on until the authority is closed. */
    public void watch(Duration every) {
        rounds.begin(every);
    }

    /**
     * Remembers leases in a file from now on, and takes up those that it names: a lease whose
     * tenant still runs and listens is adopted, and whoever claims under the same owner and purpose
     * gets the same port again. Writing never delays a lease. Call it before the first claim.
     *
     * @return what was found
     * @throws IOException with a sentence, when another authority has the file or it cannot be used
     */
    public Recollection remember(Path file) throws IOException {
        var found = Memory.open(file, clock, this::announce);
        memory = found.memory();
        var adopted = new ArrayList<Lease>();
        for (var tenancy : found.tenancies()) {
            adopt(tenancy).ifPresent(adopted::add);
        }
        if (found.trouble() != null) {
            announce(new Change.Forgetful(found.trouble()));
        }
        return new Recollection(found.names(), adopted, found.trouble());
    }

    /** A lease goes on if its tenant lives, and listens on the port: that is what proves it his. */
    private Optional<Lease> adopt(Memory.Entry entry) {
        Claim claim = entry.claim();
        if (!rounds.stillThere(claim)
                || !(register.take(claim.endpoint()) instanceof Place.Open open)) {
            return Optional.empty();
        }
        var lease =
                new Lease(
                                this,
                                claim,
                                claim.endpoint(),
                                Mooring.NONE,
                                Token.random(),
                                entry.since(),
                                List.of())
                        .inheritedBy(entry.user());
        grant(List.of(open.berth()), List.of(lease));
        announce(new Change.Adopted(lease));
        return Optional.of(lease);
    }

    /**
     * What ails the file in which leases are remembered, or null: that it cannot be written, or,
     * for the first minute, that it was found damaged.
     */
    public @Nullable Phrase trouble() {
        return memory.trouble();
    }

    /** How many claims were answered so far, on pools or not, and how long that took. */
    public Pace pace() {
        return stopwatch.pace();
    }

    /** Ends every lease, in the order in which they were granted, and grants no more. */
    @Override
    public void close() {
        register.close();
        rounds.close();
        leases().forEach(Lease::close);
        memory.close();
    }

    Stopwatch stopwatch() {
        return stopwatch;
    }

    OptionalInt lastPort(Claim claim) {
        return memory.lastPort(claim);
    }

    boolean holds(Lease lease) {
        return register.holds(lease);
    }

    boolean renew(Lease lease) {
        rounds.renewed(lease);
        return register.renew(lease);
    }

    boolean connected(Lease lease) {
        boolean kept = register.keep(lease);
        if (kept) {
            announce(new Change.Connected(lease));
        }
        return kept;
    }

    void tie(Lease lease, Object owner) {
        rounds.tie(lease, owner);
    }

    private Answer decide(Claim claim) {
        var search = new Search(claim, refusals);
        for (var ports = candidates(claim).iterator(); ; ) {
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

    /** What was promised to others, or may still be in use by those whom a damaged file names. */
    private @Nullable Refusal barred(Claim claim, Endpoint endpoint) {
        Reservation promised = promises.against(claim, endpoint);
        return promised == null
                ? memory.bar(claim, endpoint)
                : Verdict.Reserved.promised(endpoint, promised);
    }

    private IntStream candidates(Claim claim) {
        OptionalInt last = memory.lastPort(claim);
        IntStream usual = Candidates.of(claim, register);
        return last.isEmpty()
                ? usual
                : IntStream.concat(
                        IntStream.of(last.getAsInt()),
                        usual.filter(port -> port != last.getAsInt()));
    }

    private Answer attempt(Claim claim, Endpoint endpoint, List<Refusal> passedOver) {
        Refusal barred = barred(claim, endpoint);
        if (barred != null) {
            return new Answer.Refused(barred);
        }
        return switch (register.take(endpoint)) {
            case Place.Leased(Lease by) -> leased(claim, endpoint, by);
            case Place.Full full -> new Answer.Refused(full(endpoint));
            case Place.Open(Berth berth) -> bind(claim, berth, passedOver);
        };
    }

    /** Whoever comes back after a restart is given what was kept for it. */
    private Answer leased(Claim claim, Endpoint endpoint, Lease by) {
        Tenant survivor = by.survivor();
        if (survivor == null || !by.claim().namesake(claim) || claim.grade() == Grade.HELD) {
            return new Answer.Refused(Verdict.Reserved.leased(endpoint, by.claim()));
        }
        var heir = lease(claim, by.endpoint(), by.mooring()).inheritedBy(survivor);
        if (!register.succeed(by, heir)) {
            return attempt(claim, endpoint, List.of());
        }
        announce(new Change.Released(by));
        return new Answer.Granted(heir);
    }

    private Lease lease(Claim claim, Endpoint endpoint, Mooring mooring) {
        return new Lease(
                this, claim, endpoint, mooring, Token.random(), clock.instant(), List.of());
    }

    Verdict.Unknown full(Endpoint endpoint) {
        String figure = String.format(Locale.ROOT, "%,d", register.most());
        return Refusals.limited(
                endpoint,
                "this authority has granted its limit of %s leases".formatted(figure),
                "本端口管理已发放的租约达到上限 %s 个".formatted(figure));
    }

    private Answer bind(Claim claim, Berth berth, List<Refusal> passedOver) {
        Lease lease;
        try {
            lease = moored(claim, berth, List.copyOf(passedOver));
        } catch (Unbindable failed) {
            Refusal why = Refusals.of(berth.endpoint, failed.fault);
            leave(berth, why);
            return new Answer.Refused(why);
        } catch (RuntimeException | Error unexpected) {
            register.leave(berth);
            throw unexpected;
        }
        grant(List.of(berth), List.of(lease));
        return new Answer.Granted(lease);
    }

    /** Leaves a berth that could not be bound. What the port is to blame for is remembered. */
    void leave(Berth berth, Refusal why) {
        if (Search.concernsAllPorts(why)) {
            register.leave(berth);
        } else {
            register.leave(berth, why);
        }
    }

    /**
     * Everything that may fail comes before the bind, so that no socket is left without a lease.
     */
    Lease moored(Claim claim, Berth berth, List<Refusal> passedOver) throws Unbindable {
        Instant now = clock.instant();
        Token token = Token.random();
        Mooring mooring = kernel.moor(berth.endpoint, claim);
        return new Lease(this, claim, berth.endpoint, mooring, token, now, passedOver);
    }

    /** Grants leases on their places. When the authority was closed meanwhile, ends them. */
    void grant(List<Berth> places, List<Lease> leases) {
        if (!register.grant(places, leases)) {
            leases.forEach(Lease::cast);
            places.forEach(register::leave);
            throw Register.closedMeanwhile();
        }
    }

    /** Ends a lease; the place is free for others once its socket is closed. */
    private @Nullable Lease end(Endpoint endpoint, Token token) {
        return finish(register.end(endpoint, token));
    }

    /** Ends a lease whose term is over, unless it was renewed in the last moment. */
    boolean endOver(Lease lease) {
        boolean over = finish(register.endOver(lease)) != null;
        if (over) {
            announce(new Change.Expired(lease));
        }
        return over;
    }

    private @Nullable Lease finish(Berths.@Nullable Ended ended) {
        if (ended == null) {
            return null;
        }
        ended.lease().cast();
        register.leave(ended.berth());
        return ended.lease();
    }

    private Verdict look(Berth berth, boolean sharing) {
        Fault fault = prove(berth);
        return inspection.verdict(berth.endpoint, sharing, fault, promises.to(berth.endpoint));
    }

    Fault prove(Berth berth) {
        try {
            kernel.prove(berth.endpoint);
            return Fault.PASSED;
        } catch (Unbindable failed) {
            return failed.fault;
        } finally {
            register.leave(berth);
        }
    }

    void announce(Change change) {
        memory.note(change);
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
}

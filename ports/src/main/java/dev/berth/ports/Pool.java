package dev.berth.ports;

import dev.berth.ports.Berths.Berth;
import java.time.Duration;
import java.util.List;

/**
 * A range of ports from which any will do, alone or in an {@link Arrangement}. Made by {@link
 * Authority#pool}.
 *
 * <p>Finding a port costs the same whether the pool is empty or nearly full. A claim is refused
 * only when every port that could be free was tried: one that is held by a stranger is remembered,
 * not tried again while others are free, and comes back when the stranger leaves. Leases that the
 * authority grants past the pool take their ports out of it for as long as they last.
 *
 * <p>Any thread may call anything. Has no state of its own: the authority's register has it.
 */
public final class Pool implements AutoCloseable {
    private final Authority authority;
    private final Register register;
    private final Basin basin;

    Pool(Authority authority, Register register, Basin basin) {
        this.authority = authority;
        this.register = register;
        this.basin = basin;
    }

    /** What a pool answers to a claim. */
    public sealed interface Reply {
        /** Yes, and here is all of it. */
        record Granted(Bundle bundle) implements Reply {}

        /** No, nothing of it, and this is why. */
        record Refused(Refusal refusal) implements Reply {}
    }

    /** A claim on any port of the pool; {@link Claim#guarded} and the others refine it. */
    public Claim claim(String owner, String purpose) {
        var range = range();
        var template = new Endpoint(Transport.UDP, spec().address(), range.first());
        return Claim.pool(owner, purpose, template, range);
    }

    /**
     * Leases ports that lie as {@code wanted}.
     *
     * @throws PortRefused when the answer is no
     */
    public Bundle lease(String owner, String purpose, Arrangement wanted) throws PortRefused {
        return granted(answer(claim(owner, purpose), wanted));
    }

    private static Bundle granted(Reply reply) throws PortRefused {
        return switch (reply) {
            case Reply.Granted(Bundle bundle) -> bundle;
            case Reply.Refused(Refusal why) -> throw new PortRefused(why);
        };
    }

    /**
     * Grants ports that lie as {@code wanted}, or says why not. When a part of it cannot be had,
     * the other parts are let go before the next place is tried.
     *
     * @param claim as {@link #claim} makes it; its endpoint and range are the pool's
     * @throws IllegalStateException when the authority is closed
     */
    public Reply answer(Claim claim, Arrangement wanted) {
        return told(claim, authority.stopwatch().time(() -> decide(claim, wanted)));
    }

    /**
     * The same, and while there is nothing to be had, waits for ports that are given back; but no
     * longer than {@code patience}.
     *
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    public Reply await(Claim claim, Arrangement wanted, Duration patience)
            throws InterruptedException {
        var deadline = new Deadline(patience);
        while (true) {
            long before = register.returns();
            Reply reply = authority.stopwatch().time(() -> decide(claim, wanted));
            if (reply instanceof Reply.Granted || deadline.passed() || !maySucceed(reply)) {
                return told(claim, reply);
            }
            register.awaitReturn(before, deadline.left());
        }
    }

    private static boolean maySucceed(Reply reply) {
        return reply instanceof Reply.Refused(Refusal why)
                && (why instanceof Refusal.Exhausted || why instanceof Refusal.Fragmented);
    }

    private Reply told(Claim claim, Reply reply) {
        switch (reply) {
            case Reply.Granted(Bundle bundle) ->
                    bundle.leases().forEach(lease -> authority.announce(new Change.Granted(lease)));
            case Reply.Refused(Refusal why) -> {
                register.with(basin, (b, _) -> b.refused());
                authority.announce(new Change.Refused(claim, why));
            }
        }
        return reply;
    }

    private Reply decide(Claim claim, Arrangement wanted) {
        if (!register.hasRoomFor(wanted.parts().size())) {
            return new Reply.Refused(authority.full(claim.endpoint()));
        }
        var hunt = new Hunt(authority, register, basin, claim, wanted);
        while (true) {
            List<Berth> places = hunt.next();
            if (places.isEmpty()) {
                return new Reply.Refused(register.verdict(basin, wanted));
            }
            Reply reply = hunt.bind(places);
            if (reply != null) {
                return reply;
            }
        }
    }

    /** As what it was made; its range may have changed since. */
    public PoolSpec spec() {
        return basin.spec();
    }

    /** The ports that there are now. */
    public PortRange range() {
        return register.with(basin, (b, _) -> b.range());
    }

    /**
     * Changes which ports there are. Leases outside of the new range live on; their ports do not
     * come back to the pool.
     */
    public void resize(PortRange range) {
        register.change(basin, (b, _) -> b.extend(range));
    }

    /**
     * How many of {@code wanted} the range has room for when nobody has any of it: a range that
     * begins or ends with an odd port has none for a pair there.
     */
    public int room(Arrangement wanted) {
        return register.with(basin, (b, _) -> b.room(wanted));
    }

    /** The figures of this moment; the same for either transport where they are kept together. */
    public PoolStats stats(Transport transport) {
        return register.with(basin, (b, now) -> b.stats(transport, now));
    }

    /** The ports of others that the pool has met and passes over, with what was found, in order. */
    public List<Refusal> squats(Transport transport) {
        return register.with(basin, (b, _) -> b.squats(transport));
    }

    /** Ends the pool. Its leases live on. */
    @Override
    public void close() {
        register.remove(basin);
    }

    @Override
    public String toString() {
        return "pool " + spec().name() + " of " + range();
    }
}

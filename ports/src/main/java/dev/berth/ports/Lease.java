package dev.berth.ports;

import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A port that somebody has, with the socket that keeps it. Ends when it is closed, here or through
 * the authority, and then the socket is closed too.
 *
 * <p>A channel that is registered with a {@code Selector} keeps its port until that selector
 * selects again: whoever registered it cancels the key and wakes the selector before closing the
 * lease.
 *
 * <p>Immutable but for its end and its term, which {@code authority} decides, and for {@code
 * mooring}, which the authority's {@link Register} replaces.
 */
public final class Lease implements AutoCloseable {
    private final Authority authority;
    private final Claim claim;
    private final Endpoint endpoint;
    private volatile Mooring mooring;
    private final Token token;
    private final Instant since;
    private final List<Refusal> passedOver;
    private @Nullable Tenant survivor;

    Lease(
            Authority authority,
            Claim claim,
            Endpoint endpoint,
            Mooring mooring,
            Token token,
            Instant since,
            List<Refusal> passedOver) {
        this.authority = authority;
        this.claim = claim;
        this.endpoint = endpoint;
        this.mooring = mooring;
        this.token = token;
        this.since = since;
        this.passedOver = passedOver;
    }

    /** What was granted: the claim's endpoint, with the port that was found. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** What was asked for. */
    public Claim claim() {
        return claim;
    }

    /** How firmly the port is kept. */
    public Grade grade() {
        return mooring.grade();
    }

    /** What {@link Authority#release} wants to see. */
    public Token token() {
        return token;
    }

    /** When it was granted, by the authority's clock. */
    public Instant since() {
        return since;
    }

    /** Why each earlier port of a {@link Policy#NEXT} claim was not granted, in the order tried. */
    public List<Refusal> passedOver() {
        return passedOver;
    }

    /**
     * The listening socket of a held TCP lease. The lease keeps owning it.
     *
     * @throws IllegalStateException when this is another sort of lease
     */
    public ServerSocketChannel serverSocket() {
        if (mooring.channel() instanceof ServerSocketChannel channel) {
            return channel;
        }
        throw new IllegalStateException(
                "the %s lease on %s has no listening socket; listen on the port yourself, or claim it as held"
                        .formatted(wording(), endpoint));
    }

    /**
     * The bound socket of a held UDP lease. The lease keeps owning it.
     *
     * @throws IllegalStateException when this is another sort of lease
     */
    public DatagramChannel datagramSocket() {
        if (mooring.channel() instanceof DatagramChannel channel) {
            return channel;
        }
        throw new IllegalStateException(
                "the %s lease on %s has no datagram socket; bind the port yourself, or claim it as held"
                        .formatted(wording(), endpoint));
    }

    private String wording() {
        return grade().name().toLowerCase(Locale.ROOT);
    }

    /** Whether the lease has ended. The port may be somebody else's by now. */
    public boolean released() {
        return !authority.holds(this);
    }

    /**
     * Begins the term anew. A leased port whose owner was thought gone is no longer taken back.
     *
     * @return false when the lease has ended; the port may be somebody else's by now
     */
    public boolean renew() {
        return authority.renew(this);
    }

    /**
     * Says that the peer came whom the lease waited for: from now on it lasts until it is released.
     *
     * @return false when the lease has ended before
     */
    public boolean connected() {
        return authority.connected(this);
    }

    /**
     * Ties the lease to an object. Once nothing in this program reaches {@code owner} any more,
     * nobody is left to release the lease: it is told as {@link Change.Leaked} and taken back.
     */
    public void tieTo(Object owner) {
        authority.tie(this, owner);
    }

    /**
     * Whether the lease is for that process, which may then listen on the port: this program, the
     * tenant it was claimed for, a child of either, or one of the tenant's service. Who is of
     * another user and cannot be seen is a stranger.
     */
    public boolean serves(Holder holder) {
        return Lookout.isFor(this, holder);
    }

    /** Gives the port back. Closing twice does nothing. */
    @Override
    public void close() {
        authority.release(endpoint, token);
    }

    /** Says who uses it since before a restart, before anybody else sees the lease. */
    Lease inheritedBy(Tenant survivor) {
        this.survivor = survivor;
        return this;
    }

    /** The process from before a restart for which it was adopted, null for any other lease. */
    @Nullable Tenant survivor() {
        return survivor;
    }

    /** What keeps the port. */
    Mooring mooring() {
        return mooring;
    }

    /** Replaces what keeps the port. For the register, under its lock. */
    void moor(Mooring better) {
        mooring = better;
    }

    /** Closes the socket. For the authority, once the lease has ended. */
    void cast() {
        mooring.close();
    }

    @Override
    public String toString() {
        return "%s %s for %s, %s, %s"
                .formatted(wording(), endpoint, claim.owner(), claim.purpose(), token);
    }
}

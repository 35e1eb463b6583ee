package dev.berth.ports;

/**
 * What just happened in an authority. A lease ends with one of {@link Released} and {@link
 * Expired}.
 */
public sealed interface Change {
    /** A lease was granted. */
    record Granted(Lease lease) implements Change {}

    /**
     * A lease was granted, and on another port than the preferred one. Follows {@link Granted}.
     *
     * @param preferred what was asked for
     */
    record Moved(Lease lease, Endpoint preferred) implements Change {}

    /** A lease from before a restart goes on: the process it is for still uses the port. */
    record Adopted(Lease lease) implements Change {}

    /** A lease ended, and its socket is closed. */
    record Released(Lease lease) implements Change {}

    /** A lease ended, and its socket is closed, because its term was over. */
    record Expired(Lease lease) implements Change {}

    /**
     * The term of a lease is over, and it goes on because the port is still used by whom it is for.
     * Told once, until it is renewed.
     *
     * @param by who uses it
     */
    record Overdue(Lease lease, Holder by) implements Change {}

    /**
     * Nobody is left who could release a lease. It ends after {@link Authority#GRACE} unless it is
     * renewed. Told once, until somebody is there for it again.
     */
    record Leaked(Lease lease) implements Change {}

    /** Whoever a lease is for listens on the port now. */
    record Bound(Lease lease, Holder by) implements Change {}

    /** Nobody listens on the port of a lease any more. */
    record Unbound(Lease lease) implements Change {}

    /** A peer came, and the term of the lease no longer runs. */
    record Connected(Lease lease) implements Change {}

    /** A program that a lease is not for listens on its port. Told once for each socket. */
    record Intruder(Lease lease, Holder holder) implements Change {}

    /** The socket of which {@link Intruder} told is gone, and the lease goes on. */
    record Departed(Lease lease, Holder holder) implements Change {}

    /** A claim was refused. */
    record Refused(Claim claim, Refusal refusal) implements Change {}

    /** The file in which an authority remembers its leases is in trouble; leases are not. */
    record Forgetful(Phrase trouble) implements Change {}
}

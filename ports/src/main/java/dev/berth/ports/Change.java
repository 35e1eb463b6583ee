package dev.berth.ports;

/** What just happened in an authority. */
public sealed interface Change {
    /** A lease was granted. */
    record Granted(Lease lease) implements Change {}

    /** A lease ended, and its socket is closed. */
    record Released(Lease lease) implements Change {}

    /** A claim was refused. */
    record Refused(Claim claim, Refusal refusal) implements Change {}
}

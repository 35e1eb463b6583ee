package dev.berth.ports;

/** What the authority answers to a claim. */
public sealed interface Answer {
    /** Yes, and here it is. */
    record Granted(Lease lease) implements Answer {}

    /** No, and this is why. */
    record Refused(Refusal refusal) implements Answer {}
}

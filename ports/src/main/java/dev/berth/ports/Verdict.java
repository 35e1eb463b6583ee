package dev.berth.ports;

/**
 * What an endpoint is at this moment, without taking it. A moment later it may be something else.
 */
public sealed interface Verdict {
    /** Whether a claim on it would have been granted. */
    default boolean free() {
        return this instanceof Free;
    }

    /** The finding in one sentence. */
    String explain();

    /** It could be bound. */
    record Free(Endpoint endpoint) implements Verdict {
        @Override
        public String explain() {
            return endpoint + " is free";
        }
    }

    /** This authority leased it, or an endpoint that shares addresses with it, for {@code by}. */
    record Leased(Endpoint endpoint, Claim by) implements Verdict {
        @Override
        public String explain() {
            return "%s is leased to %s for %s".formatted(endpoint, by.owner(), by.purpose());
        }
    }

    /** It cannot be bound. */
    record Refused(Refusal refusal) implements Verdict {
        @Override
        public String explain() {
            return refusal.explain();
        }
    }
}

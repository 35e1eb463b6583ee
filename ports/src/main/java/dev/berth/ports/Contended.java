package dev.berth.ports;

import java.util.List;

/** Why those who have sockets on an endpoint keep others off it, as a rule to be told. */
final class Contended {
    private Contended() {}

    /** The rule for the foremost of {@code holders}, to somebody who would have it alone. */
    static Rule rule(Endpoint endpoint, List<Holder> holders) {
        if (holders.isEmpty()) {
            return Rule.UNSEEN;
        }
        Holder foremost = holders.getFirst();
        return switch (foremost.kind()) {
            case UNKNOWN -> Rule.UNSEEN;
            case OUTGOING -> Rule.OUTGOING_CONNECTION;
            case TIME_WAIT -> Rule.TIME_WAIT;
            case BOUND -> Rule.BOUND_ONLY;
            case LISTENER, ACCEPTED, KERNEL ->
                    ConflictRules.overlap(
                            Occupancy.held(foremost, Reuse.NONE),
                            Occupancy.asked(endpoint, Reuse.NONE, foremost.uid()));
        };
    }
}

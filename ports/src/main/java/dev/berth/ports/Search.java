package dev.berth.ports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the search for one claim has met so far. Belongs to the thread that searches. */
final class Search {
    private final Claim claim;
    private final Refusals refusals;
    private final List<Refusal> passedOver = new ArrayList<>();
    private final Map<String, Integer> causes = new TreeMap<>();

    Search(Claim claim, Refusals refusals) {
        this.claim = claim;
        this.refusals = refusals;
    }

    /** Notes why a port was refused; a {@code NEXT} claim also wants to know who has it. */
    Refusal meet(Refusal refusal) {
        causes.merge(cause(refusal), 1, Integer::sum);
        if (claim.policy() != Policy.NEXT) {
            return refusal;
        }
        Refusal complete = refusals.complete(refusal);
        passedOver.add(complete);
        return complete;
    }

    /** Our own leases are counted apart from promises to others. */
    static String cause(Refusal refusal) {
        return refusal.rule() == Rule.LEASED ? Rule.LEASED.code() : refusal.code();
    }

    /** Whether no other port is worth a try. */
    boolean endsWith(Refusal refusal) {
        return claim.policy() == Policy.STRICT || concernsAllPorts(refusal);
    }

    static boolean concernsAllPorts(Refusal refusal) {
        return switch (refusal.rule()) {
            case ADDRESS_NOT_LOCAL, FAMILY_UNSUPPORTED, RESOURCE_LIMIT -> true;
            default -> false;
        };
    }

    List<Refusal> passedOver() {
        return passedOver;
    }

    /** Why the claim got nothing: the one reason that ended the search, or the sum of all. */
    Refusal verdict(Refusal last) {
        Refusal complete = refusals.complete(last);
        return endsWith(last)
                ? complete
                : new Refusal.Exhausted(claim.endpoint(), claim.range(), causes, complete);
    }
}

package dev.berth.access;

import dev.berth.access.Answer.Denial;
import dev.berth.access.Answer.Denied;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * On what terms one may publish, or play. All that are written must be met.
 *
 * @param tokens of which one must be shown, if there are any
 * @param allow from where one must come; from anywhere where it is empty
 * @param webhook who is asked last; null for nobody
 * @param most how many may do so at a time, over all streams of the rule; 0 for as many as like
 * @param bitsPerSecond how much a publisher may send; 0 for as much as it likes
 */
record Terms(
        Tokens tokens,
        List<AddressBlock> allow,
        @Nullable Webhook webhook,
        int most,
        long bitsPerSecond) {
    /** For everybody. */
    static final Terms FREE = new Terms(Tokens.NONE, List.of(), null, 0, 0);

    Terms {
        allow = List.copyOf(allow);
    }

    /**
     * Why a visitor stays out who meets them not; nothing when that is not to be seen from here.
     */
    Optional<Denied> refusal(Visit visit, Instant now) {
        if (!near(visit)) {
            return Optional.of(
                    new Denied(
                            Denial.FORBIDDEN,
                            "%s is no address from where one may %s; ask whoever runs this hub to allow it"
                                    .formatted(visit.address(), visit.wish())));
        }
        return tokens.fault(visit, now).map(fault -> new Denied(Denial.UNAUTHORIZED, fault));
    }

    private boolean near(Visit visit) {
        var address = visit.from().getAddress();
        return allow.isEmpty()
                || (address != null && allow.stream().anyMatch(block -> block.holds(address)));
    }
}

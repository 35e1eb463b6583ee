package dev.berth.ports;

import java.util.List;

/** What would become of a claim. A moment later it may be something else. */
public sealed interface Prospect {
    /**
     * It would be granted.
     *
     * @param endpoint where
     * @param passedOver why not at each port that was looked at before
     */
    record Found(Endpoint endpoint, List<Refusal> passedOver) implements Prospect {}

    /** It would be refused. */
    record None(Refusal why) implements Prospect {}
}

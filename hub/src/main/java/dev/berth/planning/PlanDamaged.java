package dev.berth.planning;

import java.io.IOException;

/** The plan in the data directory cannot be read, so it is not changed either. One sentence. */
public final class PlanDamaged extends IOException {
    private static final long serialVersionUID = 1;

    PlanDamaged(String sentence) {
        super(sentence);
    }
}

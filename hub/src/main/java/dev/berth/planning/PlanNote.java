package dev.berth.planning;

import dev.berth.ports.Endpoint;
import java.util.List;
import java.util.Locale;

/**
 * Something that happened to the plan.
 *
 * @param owner whose ports; {@code plan} for everybody's
 * @param endpoints which, as far as it is about some
 * @param text one sentence, with who wished it and why
 */
public record PlanNote(Kind kind, String owner, List<Endpoint> endpoints, String text) {
    public PlanNote {
        endpoints = List.copyOf(endpoints);
    }

    /** What happened. */
    public enum Kind {
        /** A change was made. */
        CHANGED,
        /** Somebody's ports lie elsewhere now. */
        MOVED,
        /** A change was refused. */
        REFUSED,
        /** A change was made in spite of clashes. */
        FORCED,
        /** The file is not what was written. */
        DAMAGED;

        /** {@code forced}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

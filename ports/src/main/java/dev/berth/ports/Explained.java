package dev.berth.ports;

import java.util.List;
import java.util.Locale;

/**
 * Something that was found out about ports, with the rule that decided, the evidence and the ways
 * out. It is data; {@link #explain} puts it into words, in either language.
 */
public sealed interface Explained permits Verdict, Refusal {
    /** What was asked for, looked at, or tried last. */
    Endpoint endpoint();

    /** The rule that decided. */
    Rule rule();

    /**
     * The finding as one stable word for machines: {@code free}, {@code shareable}, {@code held},
     * {@code cooling}, {@code reserved}, {@code forbidden}, {@code shadowed}, {@code unknown}, and
     * of a search {@code exhausted} and {@code fragmented}.
     */
    default String code() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Whose sockets it rests on, the foremost first. */
    default List<Holder> holders() {
        return List.of();
    }

    /** What else is worth knowing. */
    default List<Note> notes() {
        return List.of();
    }

    /** The ways out, best first; empty when none is needed, or there is none. */
    default List<Remedy> remedies() {
        return List.of();
    }

    /** The finding and the ways out, in one sentence. */
    String explain(Language language);

    /** The finding and the ways out, in one English sentence. */
    default String explain() {
        return explain(Language.ENGLISH);
    }
}

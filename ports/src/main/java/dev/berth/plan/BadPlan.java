package dev.berth.plan;

import dev.berth.ports.Language;
import dev.berth.ports.Phrase;

/** A shape or a booking that makes no sense by itself, whatever else is planned. */
public final class BadPlan extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient Phrase why;

    BadPlan(String english, String chinese) {
        super(english);
        this.why = new Phrase(english, chinese);
    }

    /** What was found, and the way out, in one sentence. */
    public String text(Language language) {
        return why.in(language);
    }
}

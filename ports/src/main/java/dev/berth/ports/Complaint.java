package dev.berth.ports;

import java.util.List;

/**
 * What another program says when it did not get a port, told in this authority's terms.
 *
 * @param program who says so: {@code Windows}, {@code libupnp}, {@code Docker}
 * @param name what it calls it: {@code WSAEADDRINUSE (10048)}
 * @param causes the rules that may be behind it, the likeliest first; more than one where the
 *     program does not tell them apart
 * @param meaning what that means, in one sentence
 * @param suspects the endpoints that it is about, as far as the text tells
 */
public record Complaint(
        String program, String name, List<Rule> causes, Phrase meaning, List<Endpoint> suspects) {
    public Complaint {
        causes = List.copyOf(causes);
        suspects = List.copyOf(suspects);
    }

    /** What it means, in one sentence. */
    public String text(Language language) {
        return program + ", " + name + language.either(": ", "：") + meaning.in(language);
    }
}

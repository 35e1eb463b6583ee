package dev.berth.ports;

/**
 * Something to know about an endpoint that is no reason to refuse it.
 *
 * @param rule what it rests on
 * @param phrase one clause
 */
public record Note(Rule rule, Phrase phrase) {
    /** The clause in {@code language}. */
    public String text(Language language) {
        return phrase.in(language);
    }
}

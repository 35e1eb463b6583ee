package dev.berth.ports;

/**
 * The same words in both languages, side by side so that one is not changed without the other.
 *
 * @param english part of a sentence, or one
 * @param chinese the same
 */
public record Phrase(String english, String chinese) {
    /** A name or a figure, which is the same in both. */
    public static Phrase same(String text) {
        return new Phrase(text, text);
    }

    /** The words in {@code language}. */
    public String in(Language language) {
        return language.either(english, chinese);
    }
}

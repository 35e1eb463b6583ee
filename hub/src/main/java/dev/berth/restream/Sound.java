package dev.berth.restream;

import dev.berth.media.Codec;
import dev.berth.media.Variant;
import java.util.Arrays;
import java.util.Locale;

/** What an output makes of the sound of its stream. */
public enum Sound {
    /** It goes as it comes. */
    COPY,
    /** AAC, whatever it was: for servers that take nothing newer. AAC goes as it comes. */
    AAC;

    /**
     * Reads a word; throws an IllegalArgumentException with a sentence where it is none of them.
     */
    public static Sound named(String word) {
        return Arrays.stream(values())
                .filter(sound -> sound.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "audio is '%s'; use one of %s"
                                        .formatted(
                                                word,
                                                Arrays.toString(values())
                                                        .toLowerCase(Locale.ROOT))));
    }

    /** The stream to send instead of {@code stream}. */
    String of(String stream) {
        return this == COPY ? stream : new Variant(stream, Codec.AAC).name();
    }
}

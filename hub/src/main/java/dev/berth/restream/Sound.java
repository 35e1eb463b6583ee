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
    AAC,
    /** It goes as it comes to who takes that, and as AAC to everybody else. */
    AUTO;

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
        return switch (this) {
            case COPY -> stream;
            case AAC -> aac(stream);
            case AUTO -> Variant.auto(stream);
        };
    }

    /** The same for who cannot ask the other side what it takes. */
    String unasked(String stream) {
        return this == COPY ? stream : aac(stream);
    }

    private static String aac(String stream) {
        return new Variant(stream, Codec.AAC).name();
    }
}

package dev.berth.media;

import java.util.Optional;

/**
 * A stream made of another one with its sound coded otherwise: for targets that take fewer codecs
 * than the stream has. It comes into being when it is read, once for all its readers, and nobody
 * else may publish it.
 *
 * @param stream the one it is made of
 * @param sound how its sound is coded
 */
public record Variant(String stream, Codec sound) {
    private static final String MARK = "#audio=";

    /** What {@code name} means; empty when it is a stream like any other. */
    public static Optional<Variant> parse(String name) {
        int mark = name.lastIndexOf(MARK);
        return mark < 0 || !name.substring(mark + MARK.length()).equals(Codec.AAC.name())
                ? Optional.empty()
                : Optional.of(new Variant(name.substring(0, mark), Codec.AAC));
    }

    /** Its name among the streams, such as {@code live/demo#audio=aac}. */
    public String name() {
        return stream + MARK + sound.name();
    }
}

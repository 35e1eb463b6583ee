package dev.berth.media;

import java.util.Optional;
import java.util.function.Predicate;

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
    private static final String AUTO = MARK + "auto";

    /** What {@code name} means; empty when it is a stream like any other. */
    public static Optional<Variant> parse(String name) {
        int mark = name.lastIndexOf(MARK);
        return mark < 0 || !name.substring(mark + MARK.length()).equals(Codec.AAC.name())
                ? Optional.empty()
                : Optional.of(new Variant(name.substring(0, mark), Codec.AAC));
    }

    /** A name by which each peer gets the stream as it can take it; {@link #suiting} says which. */
    public static String auto(String stream) {
        return stream + AUTO;
    }

    /** The stream that a name leaves it open how to send; empty for a name that leaves nothing. */
    public static Optional<String> open(String name) {
        return name.endsWith(AUTO)
                ? Optional.of(name.substring(0, name.length() - AUTO.length()))
                : Optional.empty();
    }

    /**
     * The stream to send a peer by that name. Where the name leaves it open that is the stream
     * itself if the peer takes all its sound, and otherwise the variant that any peer takes; also
     * when it is not known yet how it sounds.
     */
    public static String suiting(String name, Streams streams, Predicate<Codec> takes) {
        return open(name).map(stream -> suited(stream, streams, takes)).orElse(name);
    }

    private static String suited(String stream, Streams streams, Predicate<Codec> takes) {
        var sounds = streams.sounds(stream);
        boolean suits = !sounds.isEmpty() && sounds.stream().allMatch(takes);
        return suits ? stream : new Variant(stream, Codec.AAC).name();
    }

    /** Its name among the streams, such as {@code live/demo#audio=aac}. */
    public String name() {
        return stream + MARK + sound.name();
    }
}

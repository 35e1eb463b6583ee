package dev.berth.media;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a target without sending it anything.
 *
 * @param addresses what its name resolves to
 * @param steps what went well, in order
 * @param codecs beyond H.264 and AAC, what it says it accepts; empty when it says nothing
 * @param problem what went wrong then, in one sentence; null when nothing did
 */
public record Inspection(
        List<String> addresses, List<Step> steps, List<String> codecs, @Nullable String problem) {
    public Inspection {
        addresses = List.copyOf(addresses);
        steps = List.copyOf(steps);
        codecs = List.copyOf(codecs);
    }

    /** Something that went well, such as {@code connect}, and how long it took. */
    public record Step(String name, Duration took) {}

    /** Nothing was found out. */
    public static Inspection failed(String problem) {
        return new Inspection(List.of(), List.of(), List.of(), problem);
    }
}

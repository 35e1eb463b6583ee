package dev.berth.recording;

import dev.berth.config.Section;
import dev.berth.config.StreamGlob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to record.
 *
 * @param rules the first that matches a stream counts
 */
public record RecordingConfig(List<Rule> rules) {
    public static final RecordingConfig NONE = new RecordingConfig(List.of());

    private static final Duration SEGMENT = Duration.ofSeconds(6);
    private static final Duration LONGEST_KEEP = Duration.ofDays(3_650);
    private static final long SMALLEST_KEEP = 16L << 20;

    public RecordingConfig {
        rules = List.copyOf(rules);
    }

    /**
     * How some streams are recorded.
     *
     * @param streams which ones
     * @param segment how long the files are; a crash of the machine, as opposed to one of the hub,
     *     may lose the newest
     * @param keep how long they are kept; zero for ever
     * @param keepBytes how many bytes are kept of each stream; zero for any number
     * @param path the directory; null for {@code recordings} in the data directory
     */
    public record Rule(
            StreamGlob streams,
            Duration segment,
            Duration keep,
            long keepBytes,
            @Nullable Path path) {
        /** Of a stream that somebody asked for by its name. */
        static Rule of(String stream) {
            return new Rule(new StreamGlob(stream), SEGMENT, Duration.ZERO, 0, null);
        }
    }

    /** The rule for a stream. */
    Optional<Rule> rule(String stream) {
        return rules.stream().filter(rule -> rule.streams().matches(stream)).findFirst();
    }

    /** Reads the list {@code record}. */
    public static RecordingConfig read(Section root) {
        var rules = new ArrayList<Rule>();
        for (var section : root.sections("record")) {
            rules.add(rule(section));
            section.end();
        }
        return new RecordingConfig(rules);
    }

    private static Rule rule(Section section) {
        var streams = section.text("streams", "");
        if (streams.isEmpty()) {
            section.problem(
                    "streams",
                    "a record entry has no streams; name them, such as live/demo or live/*");
        }
        return new Rule(
                new StreamGlob(streams),
                section.duration("segment", SEGMENT, Duration.ofSeconds(2), Duration.ofMinutes(1)),
                section.duration("keep", Duration.ZERO, Duration.ZERO, LONGEST_KEEP),
                section.bytes("keep-bytes", 0, SMALLEST_KEEP, Long.MAX_VALUE),
                section.path("path", null));
    }
}

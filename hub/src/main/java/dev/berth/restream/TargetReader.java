package dev.berth.restream;

import dev.berth.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads outputs from the configuration: an address, or a mapping. Keys can stay out of the file:
 * {@code ${NAME}} in an address is a variable of the environment, and {@code key-file} names a file
 * that holds nothing but the key.
 */
final class TargetReader {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final int LARGEST_KEY = 4_096;
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(1);

    private final Map<String, String> environment;

    TargetReader(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The outputs below {@code to}. */
    List<Target> read(Section entry) {
        var targets = new ArrayList<Target>();
        for (var section : entry.sections("to", "to")) {
            var target = target(section);
            section.end();
            if (!target.to().isEmpty()) {
                targets.add(target);
            }
        }
        return targets;
    }

    private Target target(Section section) {
        if (!section.has("to")) {
            section.problem(
                    "to", "an output has no to; give it an address such as rtmp://host/app");
        }
        var key = key(section);
        return new Target(
                withKey(filled(section, "to"), key),
                section.text("name", ""),
                backup(section, key),
                section.duration("return-after", Target.STABLE, LEAST, MOST),
                section.flag("standby", false),
                section.choice("audio", List.of(Sound.values())),
                schedule(section),
                memory(section),
                section.where("to"));
    }

    private static int memory(Section section) {
        int memory =
                section.size(
                        "memory", Processes.MEMORY, Processes.LEAST_MEMORY, Processes.MOST_MEMORY);
        boolean apart = section.flag("process", false);
        if (section.has("memory") && !apart) {
            section.problem(
                    "memory",
                    "an output has memory without process: true, and nothing inside the hub has memory of its own; add process: true, or leave memory out");
        }
        return apart ? memory : 0;
    }

    private @Nullable String backup(Section section, String key) {
        var address = filled(section, "backup");
        return address.isEmpty() ? null : withKey(address, key);
    }

    private static String withKey(String address, String key) {
        if (key.isEmpty() || address.isEmpty()) {
            return address;
        }
        return address + (address.endsWith("/") ? "" : "/") + key;
    }

    /** A text with its variables filled in; empty when there is none, or it cannot be filled. */
    String filled(Section section, String key) {
        try {
            return VARIABLE.matcher(section.text(key, "")).replaceAll(this::variable);
        } catch (IllegalArgumentException unset) {
            section.problem(key, String.valueOf(unset.getMessage()));
            return "";
        }
    }

    private String variable(MatchResult name) {
        var value = environment.get(name.group(1));
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    "the environment has no %s; set it, or use key-file".formatted(name.group(1)));
        }
        return Matcher.quoteReplacement(value.strip());
    }

    private String key(Section section) {
        var file = filled(section, "key-file");
        if (file.isEmpty()) {
            return "";
        }
        try {
            return key(Path.of(file));
        } catch (IOException | IllegalArgumentException unreadable) {
            section.problem(
                    "key-file",
                    "the key file %s cannot be used (%s); write the key into it, alone and as text"
                            .formatted(file, unreadable.getMessage()));
            return "";
        }
    }

    private static String key(Path file) throws IOException {
        if (Files.size(file) > LARGEST_KEY) {
            throw new IOException("it has more than " + LARGEST_KEY + " bytes");
        }
        var key = Files.readString(file).strip();
        if (key.isEmpty() || key.lines().count() > 1) {
            throw new IOException("it has " + key.lines().count() + " lines with text, not one");
        }
        return key;
    }

    private static Schedule schedule(Section section) {
        var zone =
                section.value(
                        "zone",
                        ZoneId.systemDefault(),
                        "a zone such as Europe/Berlin",
                        TargetReader::zone);
        var hours = new ArrayList<Schedule.Hours>();
        for (var text : section.texts("hours")) {
            try {
                hours.add(Schedule.Hours.parse(text.value(), zone));
            } catch (IllegalArgumentException bad) {
                section.problem("hours", String.valueOf(bad.getMessage()));
            }
        }
        var start = moment(section, "start");
        var stop = moment(section, "stop");
        if (start != null && stop != null && !stop.isAfter(start)) {
            section.problem("stop", "the stop %s is not after the start %s".formatted(stop, start));
        }
        return new Schedule(start, stop, hours);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("", unknown);
        }
    }

    private static @Nullable Instant moment(Section section, String key) {
        return section.value(
                        key,
                        Optional.<Instant>empty(),
                        "a moment such as 2026-11-22T20:00:00Z or 2026-11-22T20:00+01:00",
                        text -> Optional.of(moment(text)))
                .orElse(null);
    }

    private static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException none) {
            throw new IllegalArgumentException("", none);
        }
    }
}

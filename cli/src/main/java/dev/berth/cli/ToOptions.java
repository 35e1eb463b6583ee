package dev.berth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where to send to. What stands on a command line is seen by every user of the machine, so a target
 * with a key can also come from a file or from the standard input.
 */
final class ToOptions {
    /** The standard input. */
    private static final String INPUT = "-";

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int MOST = 1_000;

    /**
     * A target.
     *
     * @param backup the other ingest; null when there is none
     */
    record To(String address, @Nullable String backup) {
        private static To of(String line) {
            var parts = BLANKS.split(line.strip(), -1);
            if (parts.length > 2) {
                throw new Usage(
                        "a line of targets has %d addresses; write one, or a target and its backup"
                                .formatted(parts.length));
            }
            return new To(parts[0], parts.length == 2 ? parts[1] : null);
        }
    }

    @Option(
            names = "--to",
            paramLabel = "URI",
            description = "A target; repeat for more. - reads targets from the standard input.")
    private List<String> to = List.of();

    @Option(
            names = "--to-file",
            paramLabel = "FILE",
            description =
                    "A file with a target in each line, and its backup behind a blank; # begins a remark.")
    private @Nullable Path file;

    /** All that is named; at least one. */
    List<To> all() throws IOException {
        var lines = new ArrayList<String>();
        for (var text : to) {
            lines.addAll(text.equals(INPUT) ? input() : List.of(text));
        }
        if (file != null) {
            lines.addAll(read(file));
        }
        var all = targets(lines.stream());
        if (all.isEmpty()) {
            throw new Usage("there is no target; name one with --to or --to-file");
        }
        return all;
    }

    private static List<To> targets(Stream<String> lines) {
        return lines.map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(To::of)
                .toList();
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new Usage(
                    "the file %s with targets cannot be read (%s); name a text file with an address in each line"
                            .formatted(file, unreadable.getClass().getSimpleName()));
        }
    }

    private static List<String> input() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return in.lines().limit(MOST).toList();
    }
}

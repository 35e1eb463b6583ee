package dev.berth.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.config.KeptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * The playlist of a recording (RFC 8216), which is whole at every moment: players that open it get
 * what there is, also while it grows, and after a crash nothing is to be mended.
 */
final class Index {
    static final String NAME = "index.m3u8";
    static final String INITIALIZATION = "init.mp4";
    static final String SEGMENT = ".m4s";

    private static final String STREAM = "# stream: ";
    private static final String DURATION = "#EXTINF:";
    private static final long LARGEST = 4 << 20;

    private Index() {}

    /** A file of the recording. */
    record Entry(long number, Instant start, Duration duration, boolean discontinuity, long bytes) {
        String file() {
            return file(number);
        }

        static String file(long number) {
            return "%06d%s".formatted(number, SEGMENT);
        }

        Entry whole(Duration known, long size) {
            return new Entry(number, start, known, discontinuity, size);
        }
    }

    /** What an index says. */
    record Summary(String stream, Duration duration) {}

    /** Puts another index in the place of the one there is. */
    static void write(Path directory, String stream, List<Entry> entries) throws IOException {
        KeptFile.replaceShared(directory.resolve(NAME), text(stream, entries));
    }

    private static String text(String stream, List<Entry> entries) {
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n");
        text.append(STREAM).append(stream).append('\n');
        text.append("#EXT-X-TARGETDURATION:").append(longest(entries)).append('\n');
        text.append("#EXT-X-MEDIA-SEQUENCE:").append(entries.getFirst().number()).append('\n');
        text.append("#EXT-X-MAP:URI=\"").append(INITIALIZATION).append("\"\n");
        entries.forEach(entry -> append(text, entry));
        return text.append("#EXT-X-ENDLIST\n").toString();
    }

    private static void append(StringBuilder text, Entry entry) {
        text.append(entry.discontinuity() ? "#EXT-X-DISCONTINUITY\n" : "");
        text.append("#EXT-X-PROGRAM-DATE-TIME:")
                .append(entry.start().truncatedTo(ChronoUnit.MILLIS))
                .append('\n');
        double seconds = entry.duration().toNanos() / 1e9;
        text.append(String.format(Locale.ROOT, "%s%.6f,\n", DURATION, seconds));
        text.append(entry.file()).append('\n');
    }

    private static long longest(List<Entry> entries) {
        return entries.stream()
                .mapToLong(entry -> entry.duration().plusMillis(500).toSeconds())
                .max()
                .orElse(1);
    }

    /**
     * @throws IOException when it cannot be read, or is none
     */
    static Summary read(Path directory) throws IOException {
        var file = directory.resolve(NAME);
        if (Files.size(file) > LARGEST) {
            throw new IOException("%s is larger than any index; remove it".formatted(file));
        }
        var stream = "";
        double seconds = 0;
        for (var line : Files.readAllLines(file, UTF_8)) {
            if (line.startsWith(STREAM)) {
                stream = line.substring(STREAM.length());
            } else if (line.startsWith(DURATION)) {
                seconds += seconds(line);
            }
        }
        return new Summary(stream, Duration.ofNanos((long) (seconds * 1e9)));
    }

    private static double seconds(String line) throws IOException {
        try {
            return Double.parseDouble(line.substring(DURATION.length()).replace(",", ""));
        } catch (NumberFormatException bad) {
            throw new IOException("'%s' says no duration".formatted(line), bad);
        }
    }
}

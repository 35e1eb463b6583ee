package dev.berth.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as people read them. */
final class Words {
    private Words() {}

    static String rate(long bitsPerSecond) {
        return bitsPerSecond < 1_000_000
                ? bitsPerSecond / 1_000 + " kbit/s"
                : String.format(Locale.ROOT, "%.1f Mbit/s", bitsPerSecond / 1e6);
    }

    static String size(long bytes) {
        return bytes < 1 << 20
                ? (bytes + 1_023) / 1_024 + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    /** How long ago, such as {@code 4 m 12 s}; empty for never. */
    static String ago(@Nullable Instant then) {
        if (then == null) {
            return "";
        }
        var time = Duration.between(then, Instant.now());
        return time.toHours() > 0
                ? time.toHours() + " h " + time.toMinutesPart() + " m"
                : time.toMinutes() > 0
                        ? time.toMinutes() + " m " + time.toSecondsPart() + " s"
                        : time.toSeconds() + " s";
    }

    static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}

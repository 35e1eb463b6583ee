package dev.berth.codec.hls;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** How playlists write values: 4.2. */
final class Tags {
    private static final DateTimeFormatter DATE =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

    private Tags() {}

    /** A decimal-floating-point number of seconds, exact to 10 µs. */
    static String seconds(Duration time) {
        long units = Math.floorDiv(time.toNanos() + 5_000, 10_000);
        var fraction = Long.toString(100_000 + units % 100_000).substring(1);
        return units / 100_000 + "." + fraction;
    }

    static String date(Instant time) {
        return DATE.format(time);
    }

    /** A text, which cannot hold what would end it: 4.2. */
    static String quoted(String text) {
        if (text.chars().anyMatch(letter -> letter == '"' || letter < ' ')) {
            throw new IllegalArgumentException(
                    "'%s' cannot stand in a playlist; encode what is no letter".formatted(text));
        }
        return '"' + text + '"';
    }
}

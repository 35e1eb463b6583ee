package dev.berth.cli;

import dev.berth.config.Section;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Moments as people write them. */
final class Moments {
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Moments() {}

    /**
     * Reads {@code 2026-11-17}, {@code 2026-11-17 03:12}, {@code 2026-11-17T03:12:05}, the same
     * with {@code Z} or an offset, or how long ago it was, as in {@code 24h}.
     *
     * @param zone where a time without an offset is
     * @throws Usage when it is none of these
     */
    static Instant parse(String option, String text, Instant now, ZoneId zone) {
        var written = text.strip().replaceFirst("(?<=\\d) (?=\\d)", "T");
        List<Function<String, Instant>> forms =
                List.of(
                        form -> OffsetDateTime.parse(form).toInstant(),
                        form -> LocalDateTime.parse(form).atZone(zone).toInstant(),
                        form -> LocalDate.parse(form).atStartOfDay(zone).toInstant(),
                        form -> now.minus(Section.duration(form)));
        for (var form : forms) {
            try {
                return form.apply(written);
            } catch (DateTimeException | NumberFormatException anotherForm) {
                // The next one may fit.
            }
        }
        throw new Usage(
                "%s: '%s' is no moment; write one as in '2026-11-17 03:12', 2026-11-17T03:12:00Z or 24h for a day ago"
                        .formatted(option, text));
    }

    /** {@code 2026-11-17 03:12:05}. */
    static String shown(Instant at, ZoneId zone) {
        return SHOWN.format(at.atZone(zone));
    }
}

package dev.berth.restream;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When an output runs: from a moment, until a moment, and within hours of the week.
 *
 * @param start not before this moment; null for since ever
 * @param stop not from this moment on; null for ever
 * @param hours only within these; all the time when there are none
 */
public record Schedule(@Nullable Instant start, @Nullable Instant stop, List<Hours> hours) {
    public static final Schedule ALWAYS = new Schedule(null, null, List.of());

    /** A week, and a day for the change of the clocks. */
    private static final int DAYS_AHEAD = 8;

    public Schedule {
        hours = List.copyOf(hours);
    }

    /**
     * Reads one; what is null is not limited, and the zone is this machine's.
     *
     * @throws IllegalArgumentException with a sentence
     */
    public static Schedule parse(
            @Nullable String start,
            @Nullable String stop,
            @Nullable List<String> hours,
            @Nullable String zone) {
        var place = zone == null ? ZoneId.systemDefault() : zone(zone);
        return new Schedule(
                start == null ? null : moment("start", start),
                stop == null ? null : moment("stop", stop),
                hours == null
                        ? List.of()
                        : hours.stream().map(text -> Hours.parse(text, place)).toList());
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "zone is '%s'; use a zone such as Europe/Berlin".formatted(name), unknown);
        }
    }

    private static Instant moment(String key, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException none) {
            throw new IllegalArgumentException(
                    "%s is '%s'; use a moment such as 2026-11-22T20:00:00Z or 2026-11-22T20:00+01:00"
                            .formatted(key, text),
                    none);
        }
    }

    /** Whether it runs at {@code now}. */
    public boolean on(Instant now) {
        return (start == null || !now.isBefore(start))
                && (stop == null || now.isBefore(stop))
                && (hours.isEmpty() || hours.stream().anyMatch(part -> part.cover(now)));
    }

    /** When it next begins or ceases to run; empty when it never does. */
    public Optional<Instant> next(Instant now) {
        boolean on = on(now);
        // Hours that lie before the start say nothing of what comes after it.
        var from = start != null && start.isAfter(now) ? start : now;
        return Stream.concat(
                        Stream.of(Optional.ofNullable(start), Optional.ofNullable(stop))
                                .flatMap(Optional::stream),
                        hours.stream().flatMap(part -> part.edges(from)))
                .filter(edge -> edge.isAfter(now) && on(edge) != on)
                .min(Comparator.naturalOrder());
    }

    /**
     * Some hours of some days, by the clock on a wall.
     *
     * @param days on which it begins
     * @param until when it ends; on the day after when that is not later than {@code from}
     */
    public record Hours(Set<DayOfWeek> days, LocalTime from, LocalTime until, ZoneId zone) {
        private static final Pattern FORM =
                Pattern.compile(
                        "(?:(?<first>[a-z]{3})(?:-(?<last>[a-z]{3}))? +)?"
                                + "(?<from>\\d{2}:\\d{2}) *- *(?<until>\\d{2}:\\d{2})(?: +(?<zone>\\S+))?",
                        Pattern.CASE_INSENSITIVE);

        private static final String WAY_OUT =
                "write it like 20:00-22:30, mon-fri 20:00-22:30 or sat 22:00-02:00 Europe/Berlin";

        public Hours {
            days = Set.copyOf(days);
        }

        /**
         * Reads {@code 20:00-22:30}, {@code mon-fri 20:00-22:30} or {@code sat 22:00-02:00
         * Europe/Berlin}.
         *
         * @param usual the zone of hours that name none
         * @throws IllegalArgumentException with a sentence
         */
        public static Hours parse(String text, ZoneId usual) {
            var form = FORM.matcher(text.strip());
            if (!form.matches()) {
                throw new IllegalArgumentException("'" + text + "' is no hours; " + WAY_OUT);
            }
            try {
                var zone = form.group("zone");
                return new Hours(
                        days(form.group("first"), form.group("last")),
                        LocalTime.parse(form.group("from")),
                        LocalTime.parse(form.group("until")),
                        zone == null ? usual : ZoneId.of(zone));
            } catch (DateTimeException bad) {
                throw new IllegalArgumentException(
                        "'" + text + "' has a time or a zone that there is not; " + WAY_OUT, bad);
            }
        }

        private static Set<DayOfWeek> days(@Nullable String first, @Nullable String last) {
            if (first == null) {
                return EnumSet.allOf(DayOfWeek.class);
            }
            var from = day(first);
            int count = last == null ? 0 : Math.floorMod(day(last).getValue() - from.getValue(), 7);
            var days = EnumSet.noneOf(DayOfWeek.class);
            IntStream.rangeClosed(0, count).forEach(i -> days.add(from.plus(i)));
            return days;
        }

        private static DayOfWeek day(String word) {
            return Stream.of(DayOfWeek.values())
                    .filter(day -> day.name().startsWith(word.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "'" + word + "' is no day of the week; " + WAY_OUT));
        }

        boolean cover(Instant now) {
            var today = now.atZone(zone).toLocalDate();
            return covers(today, now) || covers(today.minusDays(1), now);
        }

        private boolean covers(LocalDate day, Instant now) {
            return days.contains(day.getDayOfWeek())
                    && !now.isBefore(begin(day).toInstant())
                    && now.isBefore(end(day).toInstant());
        }

        private ZonedDateTime begin(LocalDate day) {
            return day.atTime(from).atZone(zone);
        }

        private ZonedDateTime end(LocalDate day) {
            return (until.isAfter(from) ? day : day.plusDays(1)).atTime(until).atZone(zone);
        }

        private Stream<Instant> edges(Instant now) {
            var today = now.atZone(zone).toLocalDate();
            return IntStream.rangeClosed(-1, DAYS_AHEAD)
                    .mapToObj(today::plusDays)
                    .flatMap(day -> Stream.of(begin(day).toInstant(), end(day).toInstant()));
        }
    }
}

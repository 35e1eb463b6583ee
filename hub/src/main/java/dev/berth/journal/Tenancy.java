package dev.berth.journal;

import dev.berth.ports.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who had a port at a moment, as far as the ledger tells.
 *
 * @param port which one
 * @param at the moment
 * @param tenures the leases that stood then; more than one where they are on different transports
 *     or addresses
 * @param before what else happened to the port last before that, null where nothing is known
 * @param after what else happened to it next, null where nothing did
 */
public record Tenancy(
        int port, Instant at, List<Tenure> tenures, @Nullable Entry before, @Nullable Entry after) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /**
     * A lease from its beginning to its end.
     *
     * @param end how it ended, or null where it stands still
     */
    public record Tenure(Entry granted, @Nullable Entry end) {}

    /** Reads the entries around a moment, as {@link Ledger#around} finds them. */
    public static Tenancy of(int port, Instant at, List<Entry> around) {
        var open = new LinkedHashMap<String, Entry>();
        var past = around.stream().filter(entry -> !entry.at().isAfter(at)).toList();
        var future = around.stream().filter(entry -> entry.at().isAfter(at)).toList();
        for (var entry : past) {
            switch (entry.kind()) {
                case GRANTED, ADOPTED -> open.put(key(entry), entry);
                case RELEASED, EXPIRED -> open.remove(key(entry));
                case STARTED, ENDED -> open.clear();
                default -> {
                    // Changes nobody's lease.
                }
            }
        }
        var tenures = new ArrayList<Tenure>();
        open.values().forEach(granted -> tenures.add(new Tenure(granted, end(granted, future))));
        var told = new HashSet<Entry>();
        for (var tenure : tenures) {
            told.add(tenure.granted());
            if (tenure.end() != null) {
                told.add(tenure.end());
            }
        }
        Predicate<Entry> more = entry -> entry.endpoint() != null && !told.contains(entry);
        return new Tenancy(
                port, at, List.copyOf(tenures), first(past.reversed(), more), first(future, more));
    }

    private static String key(Entry entry) {
        return entry.endpoint() + " " + entry.lease();
    }

    /** A hub that starts finds none of the leases of the one before. */
    private static @Nullable Entry end(Entry granted, List<Entry> future) {
        return first(
                future,
                entry ->
                        switch (entry.kind()) {
                            case RELEASED, EXPIRED -> key(entry).equals(key(granted));
                            case STARTED, ENDED -> true;
                            default -> false;
                        });
    }

    private static @Nullable Entry first(List<Entry> entries, Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).findFirst().orElse(null);
    }

    /** Who it was, and what happened before and after, in one paragraph. */
    public String explain(ZoneId zone, Language language) {
        var holders =
                tenures.isEmpty()
                        ? nobody(zone, language)
                        : tenures.stream()
                                .map(tenure -> held(tenure, zone, language))
                                .collect(Collectors.joining(" "));
        return holders
                + neighbour(before, zone, language, true)
                + neighbour(after, zone, language, false);
    }

    private String nobody(ZoneId zone, Language language) {
        return language.either(
                "At %s no lease of this hub was on port %d.".formatted(time(at, zone), port),
                "%s，本系统没有任何租约占用端口 %d。".formatted(time(at, zone), port));
    }

    private String held(Tenure tenure, ZoneId zone, Language language) {
        var granted = tenure.granted();
        var since = time(granted.at(), zone);
        return language.either(
                "At %s %s was leased to %s for %s, from %s %s."
                        .formatted(
                                time(at, zone),
                                granted.endpoint(),
                                granted.owner(),
                                granted.purpose(),
                                since,
                                end(tenure.end(), zone, language)),
                "%s，%s 租给 %s，用途 %s；自 %s 起，%s。"
                        .formatted(
                                time(at, zone),
                                granted.endpoint(),
                                granted.owner(),
                                granted.purpose(),
                                since,
                                end(tenure.end(), zone, language)));
    }

    private static String end(@Nullable Entry end, ZoneId zone, Language language) {
        if (end == null) {
            return language.either("until now", "至今仍有效");
        }
        var until = time(end.at(), zone);
        return switch (end.kind()) {
            case EXPIRED ->
                    language.either("until its term ended at " + until, "期限于 " + until + " 届满");
            case STARTED ->
                    language.either(
                            "until that hub was gone, which the next one found at " + until,
                            "直到该进程消失（下一次启动于 " + until + "）");
            case ENDED ->
                    language.either("until the hub ended at " + until, "至系统于 " + until + " 停止");
            default -> language.either("until it was released at " + until, "至 " + until + " 释放");
        };
    }

    private static String neighbour(
            @Nullable Entry entry, ZoneId zone, Language language, boolean before) {
        if (entry == null) {
            return "";
        }
        var when = time(entry.at(), zone);
        return before
                ? language.either(" Before: ", "此前：") + when + " " + entry.text() + "."
                : language.either(" After: ", "此后：") + when + " " + entry.text() + ".";
    }

    private static String time(Instant at, ZoneId zone) {
        return TIME.format(at.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
    }
}

package dev.berth.watch;

import dev.berth.config.Section;
import java.time.Duration;

/**
 * How closely the ports are watched.
 *
 * @param every the time between two looks at the sockets of the machine
 * @param unused how long a lease may stand before its first use
 */
public record WatchConfig(Duration every, Duration unused) {
    public static final WatchConfig DEFAULT =
            new WatchConfig(Duration.ofSeconds(5), Duration.ofMinutes(10));

    /** Reads the section {@code watch}. */
    public static WatchConfig read(Section section) {
        var config =
                new WatchConfig(
                        section.duration(
                                "every", DEFAULT.every, Duration.ofSeconds(1), Duration.ofHours(1)),
                        section.duration(
                                "unused",
                                DEFAULT.unused,
                                Duration.ofSeconds(10),
                                Duration.ofDays(30)));
        section.end();
        return config;
    }
}

package dev.berth.journal;

import dev.berth.config.Section;
import java.time.Duration;

/**
 * How long the ledger remembers. Whichever limit is reached first counts.
 *
 * @param keep the age of the oldest entry
 * @param rows how many entries at most, about 150 bytes of disk each
 */
public record LedgerConfig(Duration keep, int rows) {
    public static final LedgerConfig DEFAULT = new LedgerConfig(Duration.ofDays(90), 2_000_000);

    /** Reads the section {@code ledger}. */
    public static LedgerConfig read(Section section) {
        var config =
                new LedgerConfig(
                        section.duration(
                                "keep", DEFAULT.keep, Duration.ofHours(1), Duration.ofDays(3_650)),
                        section.number("rows", DEFAULT.rows, 1_000, 100_000_000));
        section.end();
        return config;
    }
}

package dev.berth.journal;

import dev.berth.ports.Transport;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the ledger are wanted. Null, empty and 0 mean any.
 *
 * @param port 1 to 65,535, or 0
 * @param since the earliest moment
 * @param until the first moment that is too late
 * @param kinds what happened
 * @param owner whose, in full
 * @param limit the most entries, the newest ones; 1 to {@link #MOST}
 */
public record Query(
        int port,
        @Nullable Transport transport,
        @Nullable Instant since,
        @Nullable Instant until,
        Set<Entry.Kind> kinds,
        String owner,
        int limit) {
    /** The most entries in one answer. */
    public static final int MOST = 10_000;

    /** How many entries are usually enough. */
    public static final int USUAL = 200;

    /** The newest entries about everything. */
    public static final Query ALL = new Query(0, null, null, null, Set.of(), "", USUAL);

    public Query {
        kinds = Set.copyOf(kinds);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    port + " is not a port number; use one from 1 to 65535");
        }
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException(
                    "the limit is " + limit + "; use one from 1 to " + MOST);
        }
    }
}

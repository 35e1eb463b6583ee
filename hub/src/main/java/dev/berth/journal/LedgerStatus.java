package dev.berth.journal;

import org.jspecify.annotations.Nullable;

/**
 * How the ledger is doing.
 *
 * @param waiting entries that are to be written
 * @param written entries that this hub has written
 * @param lost entries of this hub that are missing in the file
 * @param problem why it cannot be written, in one sentence, or null when it can
 */
public record LedgerStatus(int waiting, long written, long lost, @Nullable String problem) {}

package dev.berth.plan;

/**
 * How far somebody goes to have a change made.
 *
 * @param degrade do without soft roles whose ports are not to be had
 * @param force make the change in spite of clashes; the reason is for the ledger, and whoever calls
 *     has it
 */
public record Terms(boolean degrade, boolean force) {
    /** As it is wanted, or not at all. */
    public static final Terms STRICT = new Terms(false, false);
}

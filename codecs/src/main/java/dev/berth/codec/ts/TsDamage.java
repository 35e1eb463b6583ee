package dev.berth.codec.ts;

/**
 * What did not arrive whole since a stream began.
 *
 * @param skippedBytes bytes between packets, where a sync byte was sought
 * @param lostPackets packets that continuity counters say are missing; each gap counts at most 15
 * @param badPackets packets that contradict themselves, or that their sender marked as damaged
 * @param badTables tables with a wrong check sum, or that are none
 * @param lostUnits PES packets that were given up: cut by a loss, too large, or without sense
 */
public record TsDamage(
        long skippedBytes, long lostPackets, long badPackets, long badTables, long lostUnits) {
    /** Nothing is missing. */
    public static final TsDamage NONE = new TsDamage(0, 0, 0, 0, 0);
}

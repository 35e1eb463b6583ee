package dev.berth.ports;

/**
 * The figures of a pool at one moment. Every port of the range is counted once, but for those in
 * {@code most} and {@code refusals}.
 *
 * @param name the pool
 * @param range its range now
 * @param size how many ports the range has
 * @param leased how many of them are leased, through the pool or past it
 * @param cooling how many rest after a lease, and would be given early if nothing else were left
 * @param squatted how many a socket of somebody else was found on
 * @param reserved how many are promised to others
 * @param free how many are left
 * @param most the most that were ever leased at a time
 * @param refusals how many claims got nothing
 */
public record PoolStats(
        String name,
        PortRange range,
        int size,
        int leased,
        int cooling,
        int squatted,
        int reserved,
        int free,
        int most,
        long refusals) {}

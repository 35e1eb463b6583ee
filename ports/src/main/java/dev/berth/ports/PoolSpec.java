package dev.berth.ports;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a pool is to be.
 *
 * @param name what it is called; ports that are promised to this owner are the pool's own
 * @param range its ports, up to all of them
 * @param address the address, or null for every address
 * @param order which of the free ports is given first
 * @param quarantine how long a port rests after a lease while others are free; not negative, a day
 *     at most
 * @param together whether a port that is leased or held on one transport is kept from the other, so
 *     that no number means two conversations
 */
public record PoolSpec(
        String name,
        PortRange range,
        @Nullable InetAddress address,
        Order order,
        Duration quarantine,
        boolean together) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Which of the free ports is given first. */
    public enum Order {
        /** Any: whoever would guess the next port guesses wrong. */
        RANDOM,
        /** The one that has rested longest. */
        OLDEST_FIRST
    }

    public PoolSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a pool has no name; give it one, such as rtp");
        }
        if (quarantine.isNegative() || quarantine.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the pool %s has a quarantine of %s; use a time from 0 to a day"
                            .formatted(name, quarantine));
        }
    }

    /** On every address, any port first, no quarantine, TCP and UDP together. */
    public static PoolSpec of(String name, PortRange range) {
        return new PoolSpec(name, range, null, Order.RANDOM, Duration.ZERO, true);
    }

    /** The same on one address. */
    public PoolSpec on(@Nullable InetAddress other) {
        return new PoolSpec(name, range, other, order, quarantine, together);
    }

    /** The same with the port first that has rested longest. */
    public PoolSpec oldestFirst() {
        return new PoolSpec(name, range, address, Order.OLDEST_FIRST, quarantine, together);
    }

    /** The same with a rest of that length after each lease. */
    public PoolSpec quarantine(Duration rest) {
        return new PoolSpec(name, range, address, order, rest, together);
    }

    /** The same with books of their own for TCP and for UDP. */
    public PoolSpec apart() {
        return new PoolSpec(name, range, address, order, quarantine, false);
    }
}

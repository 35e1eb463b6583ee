package dev.berth.ports;

import java.util.OptionalInt;

/**
 * The ports of a pool that may be tried, and where an arrangement fits among them. The sets belong
 * to whoever made them.
 *
 * @param tcp the ones of TCP
 * @param udp the ones of UDP; the same set where the pool keeps no two books
 */
record Openings(PortSet tcp, PortSet udp) {
    PortSet of(Transport transport) {
        return transport == Transport.TCP ? tcp : udp;
    }

    /**
     * A base of {@code wanted} within {@code range}: the first at or above {@code start}, around.
     */
    OptionalInt fit(Arrangement wanted, PortRange range, int start) {
        int first = range.first() >>> 6;
        int count = (range.last() >>> 6) - first + 1;
        int word = start >>> 6;
        long bits = bases(wanted, word) & -1L << start;
        for (int i = 1; bits == 0 && i <= count; i++) {
            word = first + ((start >>> 6) - first + i) % count;
            bits = bases(wanted, word);
        }
        return bits == 0
                ? OptionalInt.empty()
                : OptionalInt.of((word << 6) + Long.numberOfTrailingZeros(bits));
    }

    /** The bases among the 64 ports of a word. */
    private long bases(Arrangement wanted, int word) {
        long bits = wanted.bases();
        for (Arrangement.Part part : wanted.parts()) {
            bits &= of(part.transport()).word(word, part.offset());
        }
        return bits;
    }

    /** Whether {@code wanted} fits at {@code base}. */
    boolean fits(Arrangement wanted, int base) {
        if (base % wanted.step() != 0 || base + wanted.reach() > 65_535) {
            return false;
        }
        for (Arrangement.Part part : wanted.parts()) {
            if (!of(part.transport()).contains(base + part.offset())) {
                return false;
            }
        }
        return true;
    }

    /** How many of {@code wanted} there is room for, none over another. */
    int count(Arrangement wanted, PortRange range) {
        int count = 0;
        int base = range.first();
        while (base <= range.last()) {
            if (fits(wanted, base)) {
                count++;
                base += wanted.reach() + 1;
            } else {
                base++;
            }
        }
        return count;
    }
}

package dev.berth.ports;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A set of port numbers, a bit each. Belongs to whoever made it; not for several threads. */
final class PortSet {
    static final int WORDS = 65_536 / Long.SIZE;
    private static final int ALL = 65_535;

    // The words beyond the last port are always empty: a shifted read may reach into them.
    private final long[] words = new long[WORDS + Arrangement.MOST_PORTS / Long.SIZE + 1];

    static PortSet of(PortRange range) {
        var set = new PortSet();
        set.addAll(range);
        return set;
    }

    boolean contains(int port) {
        return (words[port >>> 6] & 1L << port) != 0;
    }

    void add(int port) {
        words[port >>> 6] |= 1L << port;
    }

    void remove(int port) {
        words[port >>> 6] &= ~(1L << port);
    }

    void set(int port, boolean present) {
        if (present) {
            add(port);
        } else {
            remove(port);
        }
    }

    void addAll(PortRange range) {
        int first = range.first() >>> 6;
        int last = range.last() >>> 6;
        for (int i = first; i <= last; i++) {
            long below = i == first ? -1L << range.first() : -1L;
            long above = i == last ? -1L >>> (63 - (range.last() & 63)) : -1L;
            words[i] |= below & above;
        }
    }

    PortSet addAll(PortSet other) {
        for (int i = 0; i < WORDS; i++) {
            words[i] |= other.words[i];
        }
        return this;
    }

    PortSet removeAll(PortSet other) {
        for (int i = 0; i < WORDS; i++) {
            words[i] &= ~other.words[i];
        }
        return this;
    }

    PortSet retainAll(PortSet other) {
        for (int i = 0; i < WORDS; i++) {
            words[i] &= other.words[i];
        }
        return this;
    }

    PortSet copy() {
        return new PortSet().addAll(this);
    }

    void clear() {
        Arrays.fill(words, 0);
    }

    int size() {
        int size = 0;
        for (int i = 0; i < WORDS; i++) {
            size += Long.bitCount(words[i]);
        }
        return size;
    }

    /** Sixty-four ports from {@code 64 * word + offset} up, the lowest in the lowest bit. */
    long word(int word, int offset) {
        int at = word + (offset >>> 6);
        int shift = offset & 63;
        return shift == 0 ? words[at] : words[at] >>> shift | words[at + 1] << (64 - shift);
    }

    /** The lowest port of the set that is {@code from} or higher. */
    OptionalInt next(int from) {
        if (from > ALL) {
            return OptionalInt.empty();
        }
        int word = from >>> 6;
        long bits = words[word] & -1L << from;
        while (bits == 0) {
            if (++word == WORDS) {
                return OptionalInt.empty();
            }
            bits = words[word];
        }
        return OptionalInt.of((word << 6) + Long.numberOfTrailingZeros(bits));
    }

    /** The ports in rising order, from {@code start} up and then from the bottom. */
    IntStream from(int start) {
        return IntStream.concat(between(start, ALL + 1), between(0, start));
    }

    private IntStream between(int first, int end) {
        return IntStream.iterate(step(first), port -> port < end, port -> step(port + 1));
    }

    private int step(int from) {
        return next(from).orElse(ALL + 1);
    }
}

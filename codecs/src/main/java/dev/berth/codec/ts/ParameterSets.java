package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets of one track as they come by, and the configuration record that they amount
 * to. Belongs to whoever reads the track.
 */
final class ParameterSets {
    /** By type of NAL unit and number; so they lie in the order in which a record wants them. */
    private record Key(int type, int number) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return type == other.type
                    ? Integer.compare(number, other.number)
                    : Integer.compare(type, other.type);
        }
    }

    /** More than any encoder uses, and few enough to remember for strangers. */
    private static final int MOST = 31;

    private static final int LONGEST = 4_096;

    private final NalSyntax syntax;
    private final Map<Key, byte[]> sets = new TreeMap<>();
    private boolean changed;

    ParameterSets(NalSyntax syntax) {
        this.syntax = syntax;
    }

    /** Remembers a parameter set; one that is damaged is passed over. */
    void add(ByteBuf unit) {
        try {
            var bytes = ByteBufUtil.getBytes(unit);
            var key = new Key(syntax.type(unit), syntax.number(unit));
            boolean room = sets.size() < MOST || sets.containsKey(key);
            if (room && bytes.length <= LONGEST && !Arrays.equals(sets.get(key), bytes)) {
                sets.put(key, bytes);
                changed = true;
            }
        } catch (Malformed damaged) {
            // The next key frame brings it again.
        }
    }

    /** The record, when it is complete and another one than the last; else null. */
    @Nullable ByteBuf news() {
        if (!changed) {
            return null;
        }
        try {
            var record = syntax.record(this);
            changed = record == null;
            return record;
        } catch (Malformed damaged) {
            return null;
        }
    }

    /** Whether decoding could begin. */
    boolean complete() {
        return !changed && !sets.isEmpty();
    }

    /** The sets of one type, in the order of their numbers. */
    byte[][] of(int type) {
        return sets.entrySet().stream()
                .filter(set -> set.getKey().type == type)
                .map(Map.Entry::getValue)
                .toArray(byte[][]::new);
    }
}

package dev.berth.access;

import dev.berth.access.Answer.Admitted;
import dev.berth.access.Answer.Denial;
import dev.berth.access.Answer.Denied;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who is here: so many publish and play, under each rule and in all.
 *
 * <p>{@code lock} guards the counts.
 */
final class Places {
    /** A rule, by the streams it is about, and one of the two things people do with them. */
    private record Corner(String streams, Visit.Deed deed) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Corner, Integer> corners = new HashMap<>();
    private final Map<Visit.Deed, Integer> all = new EnumMap<>(Visit.Deed.class);

    /**
     * Takes a place, if there is one.
     *
     * @param mostInAll how many may do the same in all
     */
    Answer take(Rule rule, Visit visit, int mostInAll) {
        var terms = rule.terms(visit.deed());
        var corner = new Corner(rule.streams().toString(), visit.deed());
        lock.lock();
        try {
            int here = corners.getOrDefault(corner, 0);
            if (terms.most() > 0 && here >= terms.most()) {
                return full(here, corner.deed().word() + " " + corner.streams() + " at a time");
            }
            int everywhere = count(visit.deed());
            if (everywhere >= mostInAll) {
                return full(everywhere, corner.deed().word() + " here at a time");
            }
            add(corner, 1);
        } finally {
            lock.unlock();
        }
        return new Admitted(new Place(corner, terms.bitsPerSecond()));
    }

    private static Denied full(int count, String what) {
        return new Denied(
                Denial.FULL,
                "%d may %s, and as many do; come back when one has left".formatted(count, what));
    }

    private void add(Corner corner, int difference) {
        corners.compute(
                corner,
                (same, count) -> {
                    int sum = (count == null ? 0 : count) + difference;
                    return sum == 0 ? null : sum;
                });
        all.merge(corner.deed(), difference, Integer::sum);
    }

    private void leave(Corner corner) {
        lock.lock();
        try {
            add(corner, -1);
        } finally {
            lock.unlock();
        }
    }

    /** How many do so in all. */
    int count(Visit.Deed deed) {
        lock.lock();
        try {
            return all.getOrDefault(deed, 0);
        } finally {
            lock.unlock();
        }
    }

    private final class Place implements Pass {
        private final Corner corner;
        private final long bitsPerSecond;
        private final AtomicBoolean left = new AtomicBoolean();

        Place(Corner corner, long bitsPerSecond) {
            this.corner = corner;
            this.bitsPerSecond = bitsPerSecond;
        }

        @Override
        public long bitsPerSecond() {
            return bitsPerSecond;
        }

        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                leave(corner);
            }
        }
    }
}

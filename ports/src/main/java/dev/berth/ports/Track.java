package dev.berth.ports;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a pool knows of each of its ports. The sets overlap: a port that is leased before its time
 * is still cooling, and one outside of the range may be leased. Belongs to a {@link Basin}.
 */
final class Track {
    private final long quarantine;
    private final PortSet range = new PortSet();
    private final PortSet leased = new PortSet();
    private final PortSet cooling = new PortSet();
    private final PortSet squatted = new PortSet();
    private final PortSet promised = new PortSet();
    private final PortSet free = new PortSet();
    // Free ports in the order in which they became so; and those that cool and are not leased, in
    // the order in which they were released.
    private final PortLine rested = new PortLine();
    private final PortLine warm = new PortLine();
    private final long[] released = new long[65_536];
    private final Map<Integer, Refusal> squats = new HashMap<>();
    private int leasedOfRange;

    /**
     * @param quarantine how long a port rests after a lease, in nanoseconds
     */
    Track(long quarantine) {
        this.quarantine = quarantine;
    }

    PortSet free() {
        return free;
    }

    PortLine rested() {
        return rested;
    }

    PortLine warm() {
        return warm;
    }

    PortSet cooling() {
        return cooling;
    }

    /** Ports that nobody has, cooling or not. */
    PortSet early() {
        return range.copy().removeAll(leased).removeAll(promised).removeAll(squatted);
    }

    /** Ports that nobody of ours has, whatever was found on them before. */
    PortSet untaken() {
        return range.copy().removeAll(leased).removeAll(promised);
    }

    PortSet squatted() {
        return squatted.copy().retainAll(range).removeAll(leased);
    }

    /** Makes the range what {@code now} says; new ports come before old ones, in any order. */
    void extend(PortRange now) {
        int start = ThreadLocalRandom.current().nextInt(now.size());
        for (int port = 1; port <= 65_535; port++) {
            if (!now.contains(port) && range.contains(port)) {
                range.remove(port);
                settle(port);
            }
        }
        for (int i = 0; i < now.size(); i++) {
            int port = now.first() + (start + i) % now.size();
            if (!range.contains(port)) {
                range.add(port);
                settle(port);
            }
        }
        leasedOfRange = leased.copy().retainAll(range).size();
    }

    void occupy(int port) {
        if (cooling.contains(port) && !leased.contains(port)) {
            warm.remove(port);
        }
        count(port, 1);
        leased.add(port);
        settle(port);
    }

    /** Every change of {@code leased} is counted before it is made. */
    private void count(int port, int step) {
        if (range.contains(port) && leased.contains(port) == step < 0) {
            leasedOfRange += step;
        }
    }

    /** Nobody has the port any more; {@code used} when it was leased, and not merely tried. */
    void vacate(int port, boolean used, long now) {
        count(port, -1);
        leased.remove(port);
        if (used) {
            cooling.remove(port);
            squatted.remove(port);
            squats.remove(port);
            cool(port, now);
        } else if (cooling.contains(port)) {
            warm.insert(port, whoCameAfter(port));
        }
        settle(port);
    }

    /** Who was released after it; mostly near the head, since those are tried first. */
    private int whoCameAfter(int port) {
        int other = warm.first();
        while (!PortLine.isEnd(other) && released[other] - released[port] < 0) {
            other = warm.after(other);
        }
        return other;
    }

    /** The port, which is not leased, rests from {@code now} on. */
    void cool(int port, long now) {
        if (quarantine <= 0) {
            return;
        }
        if (cooling.contains(port)) {
            warm.remove(port);
        }
        cooling.add(port);
        released[port] = now;
        warm.append(port);
        settle(port);
    }

    /** Ends the rest of those who have rested long enough. */
    void thaw(long now) {
        while (!warm.isEmpty() && now - released[warm.first()] >= quarantine) {
            int port = warm.first();
            warm.remove(port);
            cooling.remove(port);
            settle(port);
        }
    }

    /** How long the port still rests, in nanoseconds. */
    long left(int port, long now) {
        return cooling.contains(port) ? Math.max(0, quarantine - (now - released[port])) : 0;
    }

    /** Somebody else has the port, and {@code why} is what a bind found. */
    void squat(int port, Refusal why) {
        squatted.add(port);
        squats.put(port, why);
        settle(port);
    }

    /** Nobody else has the port any more. */
    void forgive(int port) {
        if (squatted.contains(port)) {
            squatted.remove(port);
            squats.remove(port);
            settle(port);
        }
    }

    /** At most {@code count} ports on which others were found, above {@code port} or around. */
    List<Endpoint> suspects(int port, int count) {
        return squatted()
                .from(port)
                .limit(count)
                .mapToObj(squats::get)
                .filter(Objects::nonNull)
                .map(Refusal::endpoint)
                .toList();
    }

    List<Refusal> squats() {
        return squatted().from(0).mapToObj(squats::get).filter(Objects::nonNull).toList();
    }

    @Nullable Refusal squat(int port) {
        return squats.get(port);
    }

    void promise(PortSet all) {
        promised.clear();
        promised.addAll(all);
        for (int port = 1; port <= 65_535; port++) {
            settle(port);
        }
    }

    int size() {
        return range.size();
    }

    int countLeased() {
        return leasedOfRange;
    }

    int countCooling() {
        return early().retainAll(cooling).size();
    }

    int countReserved() {
        return promised.copy().retainAll(range).removeAll(leased).size();
    }

    int countSquatted() {
        return squatted().removeAll(promised).size();
    }

    private void settle(int port) {
        boolean is =
                range.contains(port)
                        && !leased.contains(port)
                        && !cooling.contains(port)
                        && !squatted.contains(port)
                        && !promised.contains(port);
        if (is != free.contains(port)) {
            free.set(port, is);
            if (is) {
                rested.append(port);
            } else {
                rested.remove(port);
            }
        }
    }
}

package dev.berth.ports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All reservations, found by port: what a claim costs does not grow with what others were promised.
 * Immutable.
 */
final class Promises {
    static final Promises NONE = new Promises(List.of());

    private final List<Reservation> all;
    private final Map<Integer, List<Reservation>> byPort = new HashMap<>();

    Promises(List<Reservation> all) {
        this.all = List.copyOf(all);
        for (Reservation one : this.all) {
            for (int port = one.ports().first(); port <= one.ports().last(); port++) {
                byPort.computeIfAbsent(port, p -> new ArrayList<>(1)).add(one);
            }
        }
    }

    List<Reservation> all() {
        return all;
    }

    /** The promise that keeps {@code claim} off {@code endpoint}, or null. */
    @Nullable Reservation against(Claim claim, Endpoint endpoint) {
        for (Reservation one : byPort.getOrDefault(endpoint.port(), List.of())) {
            if (one.meets(endpoint) && !one.owner().equals(claim.owner()) && binds(one, claim)) {
                return one;
            }
        }
        return null;
    }

    private static boolean binds(Reservation promise, Claim claim) {
        return promise.strength() == Reservation.Strength.PLANNED
                || claim.policy() != Policy.STRICT;
    }

    /** The promise that {@code endpoint} meets, whoever asks; the stronger one first. */
    @Nullable Reservation to(Endpoint endpoint) {
        return byPort.getOrDefault(endpoint.port(), List.of()).stream()
                .filter(one -> one.meets(endpoint))
                .min((a, b) -> a.strength().compareTo(b.strength()))
                .orElse(null);
    }
}

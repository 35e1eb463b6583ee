package dev.berth.ports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lies where: every endpoint that is leased, is being bound, or is being given back. Belongs
 * to one {@link Authority}, whose lock guards all of it.
 */
final class Berths {
    private final Map<Integer, List<Berth>> byPort = new HashMap<>();
    private final Map<Token, Berth> leased = new LinkedHashMap<>();

    /**
     * A place that is taken; {@code lease} is null until it is granted, and again while it ends.
     */
    static final class Berth {
        final Endpoint endpoint;
        @Nullable Lease lease;

        private Berth(Endpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    /** A berth that shares addresses with {@code endpoint}, or null. */
    @Nullable Berth meeting(Endpoint endpoint) {
        for (Berth berth : byPort.getOrDefault(endpoint.port(), List.of())) {
            if (berth.endpoint.meets(endpoint)) {
                return berth;
            }
        }
        return null;
    }

    /** Takes a place, for which {@link #meeting} found nothing. */
    Berth take(Endpoint endpoint) {
        var berth = new Berth(endpoint);
        byPort.computeIfAbsent(endpoint.port(), port -> new ArrayList<>(1)).add(berth);
        return berth;
    }

    void grant(Berth berth, Lease lease) {
        berth.lease = lease;
        leased.put(lease.token(), berth);
    }

    /** A lease that has ended, and its place, which is still to be left. */
    record Ended(Berth berth, Lease lease) {}

    /** Ends the lease with that token on that endpoint; null if there is none, or not any more. */
    @Nullable Ended end(Endpoint endpoint, Token token) {
        Berth berth = leased.get(token);
        Lease lease = berth == null ? null : berth.lease;
        if (berth == null || lease == null || !berth.endpoint.equals(endpoint)) {
            return null;
        }
        leased.remove(token);
        berth.lease = null;
        return new Ended(berth, lease);
    }

    /** Makes the place free for others. */
    void leave(Berth berth) {
        byPort.computeIfPresent(
                berth.endpoint.port(),
                (port, berths) -> berths.remove(berth) && berths.isEmpty() ? null : berths);
    }

    boolean holds(Lease lease) {
        return leased.containsKey(lease.token());
    }

    int count() {
        return leased.size();
    }

    /** The leases, in the order in which they were granted. */
    List<Lease> leases() {
        var leases = new ArrayList<Lease>(leased.size());
        for (Berth berth : leased.values()) {
            if (berth.lease != null) {
                leases.add(berth.lease);
            }
        }
        return leases;
    }
}

package dev.berth.ports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lies where: every endpoint that is leased, is being bound, or is being given back. Tells the
 * pools of every place that is taken or left. Belongs to one {@link Register}, whose lock guards
 * all of it.
 */
final class Berths {
    private final Map<Integer, List<Berth>> byPort = new HashMap<>();
    private final Map<Token, Berth> leased = new LinkedHashMap<>();
    private final List<Basin> basins = new ArrayList<>();
    private final PortSet takenTcp = new PortSet();
    private final PortSet takenUdp = new PortSet();

    /**
     * A place that is taken; {@code lease} is null until it is granted, and again while it ends.
     */
    static final class Berth {
        final Endpoint endpoint;
        @Nullable Lease lease;
        boolean used; // it was leased, and not merely tried

        private Berth(Endpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    /** A berth that shares addresses with {@code endpoint}, or null. */
    @Nullable Berth meeting(Endpoint endpoint) {
        for (Berth berth : at(endpoint.port())) {
            if (berth.endpoint.meets(endpoint)) {
                return berth;
            }
        }
        return null;
    }

    /** A lease on addresses that {@code endpoint} shares, or null. */
    @Nullable Lease leaseOn(Endpoint endpoint) {
        for (Berth berth : at(endpoint.port())) {
            if (berth.lease != null && berth.endpoint.meets(endpoint)) {
                return berth.lease;
            }
        }
        return null;
    }

    private List<Berth> at(int port) {
        return byPort.getOrDefault(port, List.of());
    }

    /** Takes a place, for which {@link #meeting} found nothing. */
    Berth take(Endpoint endpoint) {
        var berth = new Berth(endpoint);
        byPort.computeIfAbsent(endpoint.port(), port -> new ArrayList<>(1)).add(berth);
        taken(endpoint.transport()).add(endpoint.port());
        for (Basin basin : basins) {
            if (basin.concerns(endpoint)) {
                basin.occupied(endpoint);
            }
        }
        return berth;
    }

    void grant(Berth berth, Lease lease) {
        berth.lease = lease;
        berth.used = true;
        leased.put(lease.token(), berth);
        for (Basin basin : basins) {
            if (basin.concerns(berth.endpoint)) {
                basin.granted();
            }
        }
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
        settle(berth, 1);
        return new Ended(berth, lease);
    }

    private void settle(Berth berth, int step) {
        for (Basin basin : basins) {
            if (basin.concerns(berth.endpoint)) {
                basin.settled(step);
            }
        }
    }

    /** Makes the place free for others. */
    void leave(Berth berth, long now) {
        Endpoint left = berth.endpoint;
        byPort.computeIfPresent(
                left.port(),
                (port, berths) -> berths.remove(berth) && berths.isEmpty() ? null : berths);
        if (!isTaken(left)) {
            taken(left.transport()).remove(left.port());
        }
        settle(berth, -1);
        for (Basin basin : basins) {
            if (basin.concerns(left) && !isOccupied(basin, left)) {
                basin.vacated(left, berth.used, now);
            }
        }
    }

    private boolean isTaken(Endpoint endpoint) {
        for (Berth berth : at(endpoint.port())) {
            if (berth.endpoint.transport() == endpoint.transport()) {
                return true;
            }
        }
        return false;
    }

    private boolean isOccupied(Basin basin, Endpoint endpoint) {
        Track track = basin.track(endpoint.transport());
        for (Berth berth : at(endpoint.port())) {
            if (basin.track(berth.endpoint.transport()) == track
                    && basin.concerns(berth.endpoint)) {
                return true;
            }
        }
        return false;
    }

    /** Tells a pool of what there is, and from now on of what comes and goes. */
    void add(Basin basin) {
        basins.add(basin);
        for (List<Berth> berths : byPort.values()) {
            for (Berth berth : berths) {
                if (basin.concerns(berth.endpoint)) {
                    basin.occupied(berth.endpoint);
                    basin.settled(berth.lease == null ? 0 : -1);
                }
            }
        }
    }

    void remove(Basin basin) {
        basins.remove(basin);
    }

    List<Basin> basins() {
        return basins;
    }

    /** The ports on which there is a place that is taken, whatever its address. */
    PortSet taken(Transport transport) {
        return transport == Transport.TCP ? takenTcp : takenUdp;
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

package dev.berth.watch;

import dev.berth.ports.Census;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Grade;
import dev.berth.ports.Holder;
import dev.berth.ports.Lease;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Token;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one look at the sockets says about leases and promises, compared with the look before. Who
 * listens on leases that are not for him is no part of it: the authority itself sees that.
 *
 * @param findings what is not as it should be
 * @param appeared those of them that are new
 * @param cleared what was found by the look before and is so no longer
 * @param suspected what may become a finding, and for how many looks in a row it has been so
 * @param used the leases that have been seen in use
 */
record Reconciliation(
        List<Finding> findings,
        List<Finding> appeared,
        List<Finding> cleared,
        Map<Finding.Topic, Integer> suspected,
        Set<Token> used) {
    /** Before the first look. */
    static final Reconciliation NONE =
            new Reconciliation(List.of(), List.of(), List.of(), Map.of(), Set.of());

    /** How many looks in a row something must be missing: services do restart. */
    private static final int LOOKS = 3;

    /** The most findings that are kept; a machine with more has one big problem. */
    private static final int MOST = 1_000;

    /**
     * Compares. It is linear in the sockets, the leases and the promises.
     *
     * @param unused how long a lease may stand before its first use
     */
    static Reconciliation of(Sight sight, Duration unused, Reconciliation previous) {
        return new Look(sight, unused, previous).result();
    }

    /** One comparison; its fields belong to whoever makes it. */
    private static final class Look {
        private final Sight sight;
        private final Duration unused;
        private final Reconciliation previous;
        private final Map<Integer, List<Holder>> sockets;
        private final Map<Integer, List<Lease>> leases;
        private final Map<Finding.Topic, Finding> found = new LinkedHashMap<>();
        private final Map<Finding.Topic, Integer> suspected = new HashMap<>();
        private final Set<Token> used = new HashSet<>();

        Look(Sight sight, Duration unused, Reconciliation previous) {
            this.sight = sight;
            this.unused = unused;
            this.previous = previous;
            this.sockets = byPort(sight.census());
            this.leases =
                    sight.leases().stream()
                            .collect(Collectors.groupingBy(lease -> lease.endpoint().port()));
        }

        private static Map<Integer, List<Holder>> byPort(Census census) {
            return census.sockets().stream()
                    .filter(holder -> holder.kind() != Holder.Kind.TIME_WAIT)
                    .collect(Collectors.groupingBy(holder -> holder.local().port()));
        }

        Reconciliation result() {
            sight.leases().forEach(this::look);
            sight.reservations().stream()
                    .filter(promise -> promise.strength() == Reservation.Strength.PLANNED)
                    .forEach(this::look);
            var before =
                    previous.findings.stream()
                            .collect(Collectors.toMap(Finding::topic, finding -> finding));
            return new Reconciliation(
                    List.copyOf(found.values()),
                    found.values().stream()
                            .filter(finding -> !before.containsKey(finding.topic()))
                            .toList(),
                    previous.findings.stream()
                            .filter(finding -> !found.containsKey(finding.topic()))
                            .toList(),
                    Map.copyOf(suspected),
                    Set.copyOf(used));
        }

        private void look(Lease lease) {
            var endpoint = lease.endpoint();
            var claim = lease.claim();
            var there = on(endpoint);
            for (var socket : there) {
                if (socket.kind() == Holder.Kind.LISTENER && lease.serves(socket)) {
                    expose(endpoint, claim.owner(), claim.purpose(), socket);
                }
            }
            if (there.stream().anyMatch(Look::uses)) {
                used.add(lease.token());
            } else if (lease.grade() != Grade.HELD) {
                idle(lease);
            }
        }

        /** A guard of ours is bound, and is there for others to listen over. */
        private static boolean uses(Holder socket) {
            return socket.kind() != Holder.Kind.BOUND || !socket.ours();
        }

        private void idle(Lease lease) {
            var claim = lease.claim();
            boolean wasUsed = previous.used.contains(lease.token());
            if (wasUsed) {
                used.add(lease.token());
            }
            if (sight.running().contains(claim.owner())) {
                suspect(new Finding.Ghost(lease.endpoint(), claim.owner(), claim.purpose()));
            } else if (wasUsed || lease.since().plus(unused).isBefore(sight.census().at())) {
                suspect(new Finding.Leaked(lease.endpoint(), claim.owner(), claim.purpose()));
            }
        }

        private void look(Reservation promise) {
            for (var port : ports(promise)) {
                var endpoint = new Endpoint(promise.transport(), promise.address(), port);
                if (!leased(endpoint)) {
                    look(promise, endpoint);
                }
            }
            if (promise.ports().size() == 1 && sight.running().contains(promise.owner())) {
                expect(promise);
            }
        }

        /** Those with sockets on them, from the shorter of the two lists. */
        private List<Integer> ports(Reservation promise) {
            PortRange range = promise.ports();
            return range.size() == 1
                    ? List.of(range.first())
                    : sockets.keySet().stream().filter(range::contains).sorted().toList();
        }

        private boolean leased(Endpoint endpoint) {
            return leases.getOrDefault(endpoint.port(), List.of()).stream()
                    .anyMatch(lease -> lease.endpoint().meets(endpoint));
        }

        private void look(Reservation promise, Endpoint endpoint) {
            for (var socket : on(endpoint)) {
                switch (socket.kind()) {
                    case LISTENER, BOUND, KERNEL -> look(promise, endpoint, socket);
                    case OUTGOING -> {
                        if (!socket.ours()) {
                            suspect(squatted(promise, endpoint, socket));
                        }
                    }
                    default -> {
                        // An accepted connection has its listener, or had one.
                    }
                }
            }
        }

        private static Finding squatted(Reservation promise, Endpoint endpoint, Holder socket) {
            return new Finding.Squatted(endpoint, promise.owner(), promise.purpose(), socket);
        }

        private void expect(Reservation promise) {
            var endpoint =
                    new Endpoint(promise.transport(), promise.address(), promise.ports().first());
            if (on(endpoint).stream().noneMatch(socket -> socket.kind() == Holder.Kind.LISTENER)) {
                suspect(new Finding.Ghost(endpoint, promise.owner(), promise.purpose()));
            }
        }

        /** Whether a socket may be where it is. */
        private void look(Reservation promise, Endpoint endpoint, Holder socket) {
            if (socket.ours()) {
                expose(endpoint, promise.owner(), promise.purpose(), socket);
            } else if (socket.stale()) {
                find(new Finding.Orphan(endpoint, promise.owner(), promise.purpose(), socket));
            } else {
                find(squatted(promise, endpoint, socket));
            }
        }

        private void expose(Endpoint endpoint, String owner, String purpose, Holder socket) {
            if (socket.local().wildcard() && !endpoint.wildcard()) {
                find(new Finding.Exposed(endpoint, owner, purpose, socket));
            }
        }

        private List<Holder> on(Endpoint endpoint) {
            return sockets.getOrDefault(endpoint.port(), List.of()).stream()
                    .filter(reaching(endpoint))
                    .toList();
        }

        private static Predicate<Holder> reaching(Endpoint endpoint) {
            return holder ->
                    holder.local().meets(endpoint)
                            && !(holder.ipv6Only() && endpoint.address() instanceof Inet4Address);
        }

        private void suspect(Finding finding) {
            int looks = previous.suspected.getOrDefault(finding.topic(), 0) + 1;
            suspected.put(finding.topic(), looks);
            if (looks >= LOOKS) {
                find(finding);
            }
        }

        private void find(Finding finding) {
            if (found.size() < MOST) {
                found.putIfAbsent(finding.topic(), finding);
            }
        }
    }
}

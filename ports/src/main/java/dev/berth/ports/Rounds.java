package dev.berth.ports;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The round that the authority makes of its leases every now and then. {@code walking} guards the
 * fields that have no other owner: one round at a time.
 */
final class Rounds {
    /** How many ports of strangers are tried again in a round, for each pool. */
    private static final int MOST_SUSPECTS = 64;

    /** After how many rounds ports of strangers are like any other to claims without a pool. */
    private static final int DOUBT = 60;

    private final Authority authority;
    private final Register register;
    private final Kernel kernel;
    private final Lookout lookout;
    private final Set<Tie> ties = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> untied = new ReferenceQueue<>();
    // Of which leases it was said already that they are leaked, or overdue.
    private final Set<Token> leaked = ConcurrentHashMap.newKeySet();
    private final Set<Token> overdue = ConcurrentHashMap.newKeySet();
    private final ReentrantLock walking = new ReentrantLock();
    private Map<Token, Seen> seen = new HashMap<>();
    private final Map<Basin, Integer> looked = new HashMap<>();
    private int number;
    private volatile @Nullable Thread walker;

    Rounds(Authority authority, Register register, Kernel kernel, Lookout lookout) {
        this.authority = authority;
        this.register = register;
        this.kernel = kernel;
        this.lookout = lookout;
    }

    /** A lease, and the object without which nobody would release it. */
    private static final class Tie extends WeakReference<Object> {
        final Lease lease;

        Tie(Lease lease, Object owner, ReferenceQueue<Object> untied) {
            super(owner, untied);
            this.lease = lease;
        }
    }

    /**
     * Who was seen to listen on the port of a lease.
     *
     * @param all the sockets
     * @param rightful those of them that the lease is for
     */
    private record Seen(Set<Long> all, Set<Long> rightful) {
        static final Seen NOBODY = new Seen(Set.of(), Set.of());
    }

    void tie(Lease lease, Object owner) {
        ties.add(new Tie(lease, owner, untied));
    }

    /** Whatever was said of the lease may be said again. */
    void renewed(Lease lease) {
        leaked.remove(lease.token());
        overdue.remove(lease.token());
    }

    /** Whether the process that a claim is for runs still, and still listens where it did. */
    boolean stillThere(Claim claim) {
        Tenant tenant = claim.conditions().tenant();
        return tenant != null
                && tenant.alive()
                && lookout.listeners(claim.endpoint()).stream()
                        .anyMatch(holder -> Lookout.isFor(tenant, holder));
    }

    void walk() {
        walking.lock();
        try {
            List<Lease> leases = authority.leases();
            leaks(leases);
            register.over().forEach(this::end);
            audit(leases.stream().filter(lease -> lease.grade() != Grade.HELD).toList());
            register.basins().forEach(this::suspects);
            if (++number % DOUBT == 0) {
                register.trust();
            }
            forget();
        } finally {
            walking.unlock();
        }
    }

    private void leaks(List<Lease> leases) {
        for (var tie = untied.poll(); tie != null; tie = untied.poll()) {
            if (tie instanceof Tie gone && ties.remove(gone)) {
                leak(gone.lease);
            }
        }
        for (Lease lease : leases) {
            Tenant tenant = lease.claim().conditions().tenant();
            if (tenant != null && !tenant.alive()) {
                leak(lease);
            }
        }
    }

    private void leak(Lease lease) {
        if (leaked.add(lease.token()) && register.endIn(lease, Authority.GRACE.toNanos())) {
            authority.announce(new Change.Leaked(lease));
        }
    }

    /** A port that is still used by whom it was for would be no use to anybody else. */
    private void end(Lease lease) {
        Holder user = lease.grade() == Grade.HELD ? null : lookout.user(lease);
        if (user == null) {
            authority.endOver(lease);
        } else if (overdue.add(lease.token())) {
            authority.announce(new Change.Overdue(lease, user));
        }
    }

    private void audit(List<Lease> leases) {
        var listening = lookout.listening(leases.stream().map(Lease::endpoint).toList());
        var now = new HashMap<Token, Seen>();
        for (int i = 0; i < leases.size(); i++) {
            Lease lease = leases.get(i);
            Seen before = seen.getOrDefault(lease.token(), Seen.NOBODY);
            Seen after = look(lease, before, listening.get(i));
            if (!after.all.isEmpty()) {
                now.put(lease.token(), after);
            }
            if (after.all.isEmpty()) {
                guardAgain(lease);
            }
        }
        seen = now;
    }

    private Seen look(Lease lease, Seen before, Set<Long> sockets) {
        if (sockets.equals(before.all)) {
            return before;
        }
        var rightful = new HashSet<Long>();
        var strangers = new HashMap<Long, Holder>();
        for (Holder holder : lookout.listeners(lease.endpoint())) {
            meet(lease, holder, before, rightful, strangers);
        }
        strangers.keySet().removeAll(rightful);
        strangers.values().forEach(h -> authority.announce(new Change.Intruder(lease, h)));
        if (rightful.isEmpty() && !before.rightful.isEmpty()) {
            authority.announce(new Change.Unbound(lease));
        }
        return sockets.isEmpty() ? Seen.NOBODY : new Seen(sockets, rightful);
    }

    /** A socket that several processes share is rightful if one of them is. */
    private void meet(
            Lease lease,
            Holder holder,
            Seen before,
            Set<Long> rightful,
            Map<Long, Holder> strangers) {
        boolean known = before.all.contains(holder.inode());
        if (!Lookout.isFor(lease, holder)) {
            if (!known) {
                strangers.putIfAbsent(holder.inode(), holder);
            }
        } else if (rightful.add(holder.inode()) && !known) {
            authority.announce(new Change.Bound(lease, holder));
        }
    }

    /** Over a program that listens no guard can be laid; when it ends, one can. */
    private void guardAgain(Lease lease) {
        if (lease.survivor() == null || lease.grade() != Grade.ADVISORY) {
            return;
        }
        try {
            Mooring guard = kernel.moor(lease.endpoint(), Grade.GUARDED);
            if (!register.moor(lease, guard)) {
                guard.close();
            }
        } catch (Unbindable taken) {
            // Whoever has it is told of as an intruder when he listens.
        }
    }

    private void suspects(Basin basin) {
        int from = looked.getOrDefault(basin, 0);
        List<Endpoint> suspects = register.with(basin, (b, _) -> b.suspects(from, MOST_SUSPECTS));
        for (Endpoint endpoint : suspects) {
            if (register.take(endpoint) instanceof Place.Open open
                    && authority.prove(open.berth()) == Fault.PASSED) {
                register.cleared(endpoint);
            }
            looked.put(basin, endpoint.port() + 1);
        }
    }

    private void forget() {
        ties.removeIf(tie -> tie.lease.released());
        var live = new HashSet<Token>();
        authority.leases().forEach(lease -> live.add(lease.token()));
        leaked.retainAll(live);
        overdue.retainAll(live);
        looked.keySet().retainAll(register.basins());
    }

    void begin(Duration every) {
        walker = Thread.ofVirtual().name("berth ports round").start(() -> repeat(every));
    }

    private void repeat(Duration every) {
        try {
            while (true) {
                Thread.sleep(every);
                walk();
            }
        } catch (InterruptedException | IllegalStateException closed) {
            // The authority is closed.
        }
    }

    void close() {
        Thread thread = walker;
        if (thread != null) {
            thread.interrupt();
        }
    }
}

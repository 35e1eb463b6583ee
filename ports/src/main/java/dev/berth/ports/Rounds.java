package dev.berth.ports;

import java.lang.System.Logger.Level;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

    /** How many ports of strangers are tried again in a round, for each transport of a pool. */
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
    private volatile List<Change.Intruder> intruders = List.of();
    private final Map<Track, Integer> looked = new HashMap<>();
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
     * @param strangers who has the others
     */
    private record Seen(Set<Long> all, Set<Long> rightful, Map<Long, Holder> strangers) {
        static final Seen NOBODY = new Seen(Set.of(), Set.of(), Map.of());

        boolean met(Holder holder) {
            return rightful.contains(holder.inode()) || strangers.containsKey(holder.inode());
        }
    }

    void tie(Lease lease, Object owner) {
        leaked.remove(lease.token());
        ties.add(new Tie(lease, owner, untied));
    }

    /** The term begins anew, and may be over again. Whoever was gone is gone all the same. */
    void renewed(Lease lease) {
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
        var unwanted = new ArrayList<Change.Intruder>();
        for (int i = 0; i < leases.size(); i++) {
            Lease lease = leases.get(i);
            Seen before = seen.getOrDefault(lease.token(), Seen.NOBODY);
            Seen after = look(lease, before, listening.get(i));
            if (!after.equals(Seen.NOBODY)) {
                now.put(lease.token(), after);
            }
            after.strangers.values().forEach(h -> unwanted.add(new Change.Intruder(lease, h)));
            if (after.all.isEmpty()) {
                guardAgain(lease);
            }
        }
        seen = now;
        intruders = List.copyOf(unwanted);
    }

    /** Whom the last round saw where he should not be. */
    List<Change.Intruder> intruders() {
        return intruders;
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
        var after = new Seen(sockets, rightful, strangers);
        tell(lease, before, after);
        return after;
    }

    private void tell(Lease lease, Seen before, Seen after) {
        after.strangers.values().stream()
                .filter(holder -> !before.met(holder))
                .forEach(holder -> authority.announce(new Change.Intruder(lease, holder)));
        before.strangers.values().stream()
                .filter(holder -> !after.strangers.containsKey(holder.inode()))
                .forEach(holder -> authority.announce(new Change.Departed(lease, holder)));
        if (after.rightful.isEmpty() && !before.rightful.isEmpty()) {
            authority.announce(new Change.Unbound(lease));
        }
    }

    /** A socket that several processes share is rightful if one of them is. */
    private void meet(
            Lease lease,
            Holder holder,
            Seen before,
            Set<Long> rightful,
            Map<Long, Holder> strangers) {
        if (!lease.serves(holder)) {
            strangers.putIfAbsent(holder.inode(), holder);
        } else if (rightful.add(holder.inode()) && !before.met(holder)) {
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
        for (Track track : basin.tracks()) {
            suspects(basin, track);
        }
    }

    private void suspects(Basin basin, Track track) {
        int from = looked.getOrDefault(track, 0);
        var suspects = register.with(basin, (_, _) -> track.suspects(from, MOST_SUSPECTS));
        for (Endpoint endpoint : suspects) {
            if (register.take(endpoint) instanceof Place.Open open
                    && authority.prove(open.berth()) == Fault.PASSED) {
                register.cleared(endpoint);
            }
            looked.put(track, endpoint.port() + 1);
        }
    }

    private void forget() {
        ties.removeIf(tie -> tie.lease.released());
        if (!leaked.isEmpty() || !overdue.isEmpty()) {
            var live = new HashSet<Token>();
            authority.leases().forEach(lease -> live.add(lease.token()));
            leaked.retainAll(live);
            overdue.retainAll(live);
        }
        var tracks = register.basins().stream().flatMap(basin -> basin.tracks().stream()).toList();
        looked.keySet().retainAll(tracks);
    }

    void begin(Duration every) {
        // Not a virtual one: to wake those takes three threads, and all this one does is wake.
        walker = Thread.ofPlatform().daemon().name("berth ports round").start(() -> repeat(every));
    }

    private void repeat(Duration every) {
        try {
            while (true) {
                Thread.sleep(every);
                attempt();
            }
        } catch (InterruptedException closed) {
            // The authority is closed.
        }
    }

    /** One round that fails must not be the last one. */
    private void attempt() {
        try {
            walk();
        } catch (RuntimeException | Error failure) {
            if (register.isOpen()) {
                LOG.log(Level.WARNING, "a round of the leases failed; the next one comes", failure);
            }
        }
    }

    void close() {
        Thread thread = walker;
        if (thread != null) {
            thread.interrupt();
        }
    }
}

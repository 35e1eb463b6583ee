package dev.berth.ports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which processes have a socket open. The kernel keeps no such list, so every descriptor of every
 * process has to be read, which takes milliseconds. What one reading found is remembered, and
 * checked before it is believed again: that the processes live, always; that the socket is still in
 * their descriptors, which takes microseconds, when the last check is {@link #FRESH} old. A process
 * that inherits a remembered socket later is seen when the reading is too old for who asks, or
 * sooner if its parent lets go.
 *
 * <p>Any thread may ask. {@code reading} is replaced as a whole; whoever checks takes {@code spare}
 * away, and puts it, or its own, back.
 */
final class SocketPids {
    /** How long "nobody" is believed without reading again. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long a reading is believed by who does not watch. */
    static final Duration OLD = Duration.ofSeconds(10);

    private final AtomicReference<@Nullable Descriptors> spare = new AtomicReference<>();
    private volatile Reading reading = new Reading(Map.of(), Set.of(), false, System.nanoTime());

    /** The processes that have socket {@code inode} open, as far as this user may see. */
    List<Long> of(long inode) {
        Reading last = reading;
        long now = System.nanoTime();
        Owned known = last.sockets().get(inode);
        if (known != null && now - last.at() < OLD.toNanos() && stillOpen(known, inode, now)) {
            return known.pids;
        }
        if (known == null && last.nobody().contains(inode) && now - last.at() < PATIENCE) {
            return List.of();
        }
        return readAgain(inode);
    }

    /**
     * The processes of every socket, by inode. Where the last reading knew all of {@code sockets}
     * and its processes live, it is believed until it is {@code oldest}.
     */
    Map<Long, Owned> all(List<KernelSocket> sockets, Duration oldest) {
        Reading last = reading;
        boolean young = System.nanoTime() - last.at() < oldest.toNanos();
        if (young && last.explains(sockets)) {
            return last.sockets();
        }
        Reading now = readAgain();
        sockets.stream()
                .map(KernelSocket::inode)
                .filter(inode -> !now.sockets().containsKey(inode))
                .forEach(now.nobody()::add);
        return now.sockets();
    }

    /** Whether the last reading saw into every process, so that a socket of nobody is nobody's. */
    boolean seesAll() {
        return reading.whole() && Procfs.seesAll();
    }

    private List<Long> readAgain(long inode) {
        Reading now = readAgain();
        Owned found = now.sockets().get(inode);
        if (found == null) {
            now.nobody().add(inode);
            return List.of();
        }
        return found.pids;
    }

    private Reading readAgain() {
        Reading now = Reading.everything();
        reading = now;
        return now;
    }

    private boolean stillOpen(Owned known, long inode, long now) {
        Descriptors mine = spare.getAndSet(null);
        Descriptors descriptors = mine == null ? Descriptors.open() : mine;
        boolean open =
                now - known.checked < FRESH
                        ? known.pids.stream().allMatch(descriptors::lives)
                        : known.descriptors.stream()
                                .allMatch(d -> descriptors.socket(d.pid, d.number) == inode);
        if (!spare.compareAndSet(null, descriptors)) {
            descriptors.close();
        }
        if (open && now - known.checked >= FRESH) {
            known.checked = now;
        }
        return open;
    }

    /**
     * Where one socket is open. {@code checked} is written by whoever has checked; if two do so at
     * once, either time will do.
     */
    static final class Owned {
        final List<Long> pids;
        private final List<Descriptor> descriptors;
        private volatile long checked;

        private Owned(List<Descriptor> descriptors, long checked) {
            this.descriptors = descriptors;
            this.checked = checked;
            pids =
                    descriptors.size() == 1
                            ? List.of(descriptors.getFirst().pid)
                            : descriptors.stream().map(Descriptor::pid).distinct().toList();
        }

        private Owned and(Owned more) {
            var all = new ArrayList<>(descriptors);
            all.addAll(more.descriptors);
            return new Owned(all, checked);
        }
    }

    private record Descriptor(long pid, int number) {}

    /**
     * What all descriptors were at one time, and which sockets were looked for in vain since.
     *
     * @param whole whether no process kept its descriptors to itself
     */
    private record Reading(Map<Long, Owned> sockets, Set<Long> nobody, boolean whole, long at) {
        static Reading everything() {
            var sockets = new HashMap<Long, Owned>();
            long at = System.nanoTime();
            boolean whole = true;
            try (var descriptors = Descriptors.open()) {
                for (long pid : Procfs.processes()) {
                    whole &=
                            descriptors.each(
                                    pid,
                                    (number, inode) ->
                                            sockets.merge(
                                                    inode,
                                                    new Owned(
                                                            List.of(new Descriptor(pid, number)),
                                                            at),
                                                    Owned::and));
                }
            }
            return new Reading(sockets, ConcurrentHashMap.newKeySet(), whole, at);
        }

        /** Whether it knew all of them, and all processes it would name live. */
        private boolean explains(List<KernelSocket> wanted) {
            var pids = new HashSet<Long>();
            for (var socket : wanted) {
                Owned known = sockets.get(socket.inode());
                if (known != null) {
                    pids.addAll(known.pids);
                } else if (socket.inode() != 0 && !nobody.contains(socket.inode())) {
                    return false;
                }
            }
            try (var descriptors = Descriptors.open()) {
                return pids.stream().allMatch(descriptors::lives);
            }
        }
    }
}

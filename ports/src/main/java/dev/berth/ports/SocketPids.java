package dev.berth.ports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Which processes have a socket open. The kernel keeps no such list, so every descriptor of every
 * process has to be read, which takes milliseconds: what one reading found is remembered and,
 * before it is believed again, checked, which takes microseconds. A process that inherits a
 * remembered socket later is seen at the next full reading.
 *
 * <p>Any thread may ask. {@code reading} is replaced as a whole.
 */
final class SocketPids {
    /** How long "nobody" is believed without reading again. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private volatile Reading reading = new Reading(Map.of(), Set.of(), System.nanoTime());

    /** The processes that have socket {@code inode} open, as far as this user may see. */
    List<Long> of(long inode) {
        Reading last = reading;
        var known = last.of(inode);
        if (!known.isEmpty() && known.stream().allMatch(d -> Procfs.socket(d.link()) == inode)) {
            return pids(known);
        }
        if (last.nobody().contains(inode) && last.isYoungerThan(PATIENCE)) {
            return List.of();
        }
        return pids(readAgain(inode));
    }

    private List<Descriptor> readAgain(long inode) {
        Reading now = Reading.everything();
        reading = now;
        var found = now.of(inode);
        if (found.isEmpty()) {
            now.nobody().add(inode);
        }
        return found;
    }

    private static List<Long> pids(List<Descriptor> descriptors) {
        return descriptors.stream().map(Descriptor::pid).distinct().toList();
    }

    private record Descriptor(long pid, Path link) {}

    /** What all descriptors were at one time, and which sockets were looked for in vain since. */
    private record Reading(Map<Long, List<Descriptor>> sockets, Set<Long> nobody, long at) {
        static Reading everything() {
            var sockets = new HashMap<Long, List<Descriptor>>();
            for (long pid : Procfs.processes()) {
                for (Path link : Procfs.descriptors(pid)) {
                    long inode = Procfs.socket(link);
                    if (inode >= 0) {
                        sockets.computeIfAbsent(inode, i -> new ArrayList<>(1))
                                .add(new Descriptor(pid, link));
                    }
                }
            }
            return new Reading(sockets, ConcurrentHashMap.newKeySet(), System.nanoTime());
        }

        List<Descriptor> of(long inode) {
            return sockets.getOrDefault(inode, List.of());
        }

        boolean isYoungerThan(long nanos) {
            return System.nanoTime() - at < nanos;
        }
    }
}

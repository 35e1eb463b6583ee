package dev.berth.plan;

import dev.berth.ports.PortRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sets of port numbers as ranges. */
final class Ports {
    private Ports() {}

    /** The same ports, in order, with neighbours in one range. */
    static List<PortRange> merged(Collection<Integer> ports) {
        var ranges = new ArrayList<PortRange>();
        for (int port : new TreeSet<>(ports)) {
            var last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null && last.last() + 1 == port) {
                ranges.set(ranges.size() - 1, new PortRange(last.first(), port));
            } else {
                ranges.add(PortRange.of(port));
            }
        }
        return ranges;
    }

    /** {@code 8140,8144-8146}. */
    static String list(Collection<Integer> ports) {
        return list(merged(ports));
    }

    static String list(List<PortRange> ranges) {
        return ranges.stream().map(PortRange::toString).collect(Collectors.joining(","));
    }

    static boolean within(List<PortRange> ranges, int port) {
        return ranges.stream().anyMatch(range -> range.contains(port));
    }

    static void addAll(Collection<Integer> ports, PortRange range) {
        for (int port = range.first(); port <= range.last(); port++) {
            ports.add(port);
        }
    }
}

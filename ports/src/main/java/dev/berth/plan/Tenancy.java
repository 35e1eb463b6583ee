package dev.berth.plan;

import dev.berth.ports.PortRange;
import dev.berth.ports.Transport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Ports that are looked at together, because they belong to the same owner or range.
 *
 * @param subject whose, such as {@code Radio B} or {@code ports.range}
 * @param numbers which, by transport
 * @param browsers those that browsers connect to
 */
record Tenancy(String subject, Map<Transport, Set<Integer>> numbers, Set<Integer> browsers) {

    static Tenancy of(Booking booking) {
        var numbers = new EnumMap<Transport, Set<Integer>>(Transport.class);
        var browsers = new TreeSet<Integer>();
        for (var port : booking.ports()) {
            var endpoint = port.endpoint();
            numbers.computeIfAbsent(endpoint.transport(), transport -> new TreeSet<>())
                    .add(endpoint.port());
            if (port.role().reach() == Reach.BROWSER) {
                browsers.add(endpoint.port());
            }
        }
        return new Tenancy(booking.owner(), numbers, browsers);
    }

    static Tenancy of(String subject, PortRange range, Set<Transport> transports) {
        var numbers = new EnumMap<Transport, Set<Integer>>(Transport.class);
        var all = new TreeSet<Integer>();
        Ports.addAll(all, range);
        transports.forEach(transport -> numbers.put(transport, all));
        return new Tenancy(subject, numbers, Set.of());
    }

    /** The ports for which {@code bad} holds, of any transport. */
    List<Integer> where(IntPredicate bad) {
        return where(Set.of(Transport.values()), bad);
    }

    List<Integer> where(Set<Transport> transports, IntPredicate bad) {
        var found = new TreeSet<Integer>();
        numbers.forEach((transport, ports) -> {
            if (transports.contains(transport)) {
                ports.stream().filter(bad::test).forEach(found::add);
            }
        });
        return List.copyOf(found);
    }
}

package dev.berth.plan;

import dev.berth.ports.Endpoint;
import dev.berth.ports.PortRange;
import dev.berth.ports.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Ports that others are to reach: what a firewall lets through.
 *
 * @param transport the port space
 * @param address the address, or null for every address
 * @param ports which
 * @param whose who and what for, in one line without quotes
 */
public record Opening(
        Transport transport, @Nullable InetAddress address, PortRange ports, String whose) {
    private static final int LONGEST = 100;

    public Opening {
        whose = clean(whose);
    }

    /** Names go into files that shells and kernels read: letters, digits and few signs stay. */
    private static String clean(String text) {
        var clean = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .map(c -> Character.isLetterOrDigit(c) || " .,_-:()+/".indexOf(c) >= 0 ? c : '_')
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** One port of whoever listens there beside the plan, such as the hub itself. */
    public static Opening of(Endpoint endpoint, String whose) {
        return new Opening(
                endpoint.transport(), endpoint.address(), PortRange.of(endpoint.port()), whose);
    }

    /** What a plan wants opened: nothing internal, nothing on loopback. */
    public static List<Opening> of(Plan plan) {
        return plan.ports().stream()
                .filter(port -> port.role().reach() != Reach.INTERNAL)
                .filter(port -> !port.endpoint().loopback())
                .map(port -> of(port.endpoint(), port.owner() + ": " + port.role().name()))
                .toList();
    }

    /** The same, by port, with neighbours of one transport and address in one range. */
    static List<Opening> merged(List<Opening> openings) {
        var merged = new ArrayList<Opening>();
        openings.stream()
                .distinct()
                .sorted(
                        Comparator.comparing(Opening::transport)
                                .thenComparing(Opening::host)
                                .thenComparingInt(opening -> opening.ports.first()))
                .forEach(opening -> {
                    var last = merged.isEmpty() ? null : merged.getLast();
                    if (last != null && last.joins(opening)) {
                        merged.set(merged.size() - 1, last.and(opening));
                    } else {
                        merged.add(opening);
                    }
                });
        return merged;
    }

    private boolean joins(Opening next) {
        return transport == next.transport
                && host().equals(next.host())
                && next.ports.first() <= ports.last() + 1;
    }

    private Opening and(Opening next) {
        var all = new PortRange(ports.first(), Math.max(ports.last(), next.ports.last()));
        var both = new TreeSet<>(List.of(whose, next.whose));
        return new Opening(
                transport,
                address,
                all,
                whose.contains(next.whose) ? whose : String.join(", ", both));
    }

    /** The address as rules write it; empty for every address. */
    String host() {
        return address == null || address.isAnyLocalAddress()
                ? ""
                : address.getHostAddress().replaceFirst("%.*", "");
    }

    /** Whether sockets of this IP version can be meant. */
    boolean speaks(int version) {
        return address == null || (address.getAddress().length == 4) == (version == 4);
    }

    /** {@code 8145-8146} with another sign between the two. */
    String ports(String between) {
        return ports.size() == 1
                ? Integer.toString(ports.first())
                : ports.first() + between + ports.last();
    }
}

package dev.berth.ports;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why those who have sockets on an endpoint keep others off it, as a rule to be told. */
final class Contended {
    private Contended() {}

    /** The rule for the foremost of {@code holders}, to somebody who would have it alone. */
    static Rule rule(Endpoint endpoint, List<Holder> holders) {
        if (holders.isEmpty()) {
            return Rule.UNSEEN;
        }
        Holder foremost = holders.getFirst();
        return switch (foremost.kind()) {
            case UNKNOWN -> Rule.UNSEEN;
            case OUTGOING -> Rule.OUTGOING_CONNECTION;
            case TIME_WAIT -> Rule.TIME_WAIT;
            case BOUND -> Rule.BOUND_ONLY;
            case LISTENER, ACCEPTED, KERNEL -> byAddress(endpoint, foremost.local());
        };
    }

    private static Rule byAddress(Endpoint asked, Endpoint held) {
        if (isIpv4(asked.address()) != isIpv4(held.address())) {
            return Rule.IPV6_COVERS_IPV4;
        }
        return asked.wildcard() == held.wildcard() ? Rule.SAME_ADDRESS : Rule.WILDCARD_COVERS;
    }

    private static boolean isIpv4(@Nullable InetAddress address) {
        return address instanceof Inet4Address;
    }
}

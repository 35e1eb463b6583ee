package dev.berth.ports;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a packet filter that sends what arrives at a port elsewhere, so that no socket on that
 * port receives it.
 *
 * @param transport the port space
 * @param address which destination it takes, null for every one of its family or families
 * @param prefix how many leading bits of {@code address} count
 * @param family what it applies to
 * @param ports which ports it takes
 * @param to where it sends, as the filter writes it, such as {@code 172.17.0.2:80}
 * @param rule the whole rule as the filter writes it
 */
record Forward(
        Transport transport,
        @Nullable InetAddress address,
        int prefix,
        Family family,
        PortRange ports,
        String to,
        String rule) {

    /** A version of IP, or both. */
    enum Family {
        IPV4,
        IPV6,
        BOTH
    }

    /**
     * Whether it takes what is sent to {@code endpoint} from elsewhere. What this machine sends to
     * its own loopback addresses passes by the rules for what arrives.
     */
    boolean takes(Endpoint endpoint) {
        return transport == endpoint.transport()
                && ports.contains(endpoint.port())
                && !endpoint.loopback()
                && reaches(endpoint);
    }

    private boolean reaches(Endpoint endpoint) {
        boolean sameFamily =
                switch (endpoint.address()) {
                    case Inet4Address _ -> family != Family.IPV6;
                    case Inet6Address _ -> family != Family.IPV4;
                    case null, default -> true;
                };
        return sameFamily
                && (address == null || endpoint.wildcard() || inNetwork(endpoint.address()));
    }

    private boolean inNetwork(@Nullable InetAddress other) {
        if (other == null || address == null) {
            return true;
        }
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        for (int bit = 0; bit < prefix && ours.length == theirs.length; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return ours.length == theirs.length;
    }
}

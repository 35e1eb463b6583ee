package dev.berth.ports;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Ports that are promised to somebody who does not hold them now.
 *
 * @param transport the port space
 * @param address the address, or null for every address
 * @param ports which ports
 * @param owner whose: the owner's own claims are granted, such as {@code station Radio A}
 * @param purpose what for, such as {@code DJ}
 * @param strength how far the promise goes
 * @param source where it is written, such as {@code docker-compose.yml of /srv/radio}
 */
public record Reservation(
        Transport transport,
        @Nullable InetAddress address,
        PortRange ports,
        String owner,
        String purpose,
        Strength strength,
        String source) {

    /** How far a promise goes. */
    public enum Strength {
        /** Nobody else gets the port. */
        PLANNED,
        /**
         * A neighbour's configuration names the port: pools and searches pass over it, and somebody
         * who claims just this port gets it, with a warning.
         */
        DECLARED
    }

    /** Whether a socket on {@code endpoint} would be in the way of the promise. */
    public boolean meets(Endpoint endpoint) {
        return transport == endpoint.transport()
                && ports.contains(endpoint.port())
                && new Endpoint(transport, address, endpoint.port()).meets(endpoint);
    }
}

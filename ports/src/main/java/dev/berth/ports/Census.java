package dev.berth.ports;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The sockets of this machine at one moment, each with the program it belongs to as far as this
 * user may see.
 *
 * @param at when they were counted
 * @param sockets what there was, in the order of ports
 */
public record Census(Instant at, List<Holder> sockets) {

    public Census {
        sockets = List.copyOf(sockets);
    }

    /**
     * Counts the sockets now, connections included.
     *
     * @throws IOException when the system does not let itself be asked
     */
    public static Census take() throws IOException {
        return new Census(Instant.now(), Owners.ofThisMachine().all());
    }
}

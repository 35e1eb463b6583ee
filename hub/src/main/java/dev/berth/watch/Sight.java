package dev.berth.watch;

import dev.berth.ports.Census;
import dev.berth.ports.Lease;
import dev.berth.ports.Reservation;
import java.util.List;
import java.util.Set;

/**
 * Everything that is looked at together: the sockets there are, and those there should be.
 *
 * @param running whose services run and should therefore listen
 */
record Sight(
        Census census, List<Lease> leases, List<Reservation> reservations, Set<String> running) {}

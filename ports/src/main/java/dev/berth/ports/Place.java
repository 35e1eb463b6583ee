package dev.berth.ports;

import dev.berth.ports.Berths.Berth;

/** What came of asking for a place. */
sealed interface Place {
    /** It is ours to bind, and to leave if that fails. */
    record Open(Berth berth) implements Place {}

    /** It meets a lease. */
    record Leased(Lease by) implements Place {}

    /** There are as many leases as there may be. */
    record Full() implements Place {}
}

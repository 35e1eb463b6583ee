package dev.berth.ports;

/**
 * Windows: the table of "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE" and "Reuse Transport
 * Addresses" (learn.microsoft.com), whose STATUS_ codes are Winsock's 10048 and 10013. A wildcard
 * may be bound after one of its addresses: that a bind goes well proves nothing there.
 */
final class WindowsRules implements ConflictRules {
    private static final int WSAEADDRINUSE = 10_048;
    private static final int WSAEACCES = 10_013;

    /**
     * What the second bind gets: {@code S} success, {@code U} in use, {@code D} denied, {@code C}
     * success for the same user and denied for others. A column for each first bind, a row for each
     * second one: default, reuse, exclusive; of each first the wildcard, then the address.
     */
    private static final String[] SECOND = {
        "USUSUS", // default, wildcard
        "CUCDDU", // default, address
        "DSSSDS", // reuse, wildcard
        "CDSSDD", // reuse, address
        "UUUUUU", // exclusive, wildcard
        "CUCUDU", // exclusive, address
    };

    @Override
    public Conflict between(Occupancy held, Occupancy asked) {
        if (!held.meets(asked)) {
            return Conflict.NONE;
        }
        if (held.connected()) {
            return connection(held);
        }
        return switch (SECOND[index(asked)].charAt(index(held))) {
            case 'S' -> succeeds(held, asked);
            case 'C' -> checked(held, asked);
            case 'D' -> new Conflict.Refused(unwilling(held, asked), WSAEACCES);
            default -> new Conflict.Refused(unwilling(held, asked), WSAEADDRINUSE);
        };
    }

    /** A connection keeps its port only when its listener was exclusive. */
    private static Conflict connection(Occupancy held) {
        return held.reuse().exclusive()
                ? new Conflict.Refused(Rule.HOLDER_EXCLUSIVE, WSAEADDRINUSE)
                : Conflict.NONE;
    }

    private static int index(Occupancy socket) {
        int option = socket.reuse().reuseAddress() ? 2 : 0;
        return (socket.reuse().exclusive() ? 4 : option) + (socket.wildcard() ? 0 : 1);
    }

    private static Conflict succeeds(Occupancy held, Occupancy asked) {
        return held.reuse().bothAddress(asked.reuse())
                ? new Conflict.Shared(Rule.BOTH_REUSE_ADDRESS)
                : new Conflict.Refused(Rule.WINDOWS_MORE_SPECIFIC, 0);
    }

    private static Conflict checked(Occupancy held, Occupancy asked) {
        return held.uid() == asked.uid()
                ? new Conflict.Shared(Rule.WINDOWS_MORE_SPECIFIC)
                : new Conflict.Refused(Rule.OTHER_USER, WSAEACCES);
    }

    private static Rule unwilling(Occupancy held, Occupancy asked) {
        if (held.reuse().exclusive() || asked.reuse().reuseAddress()) {
            return Rule.HOLDER_EXCLUSIVE;
        }
        return held.reuse().reuseAddress()
                ? Rule.ASKER_EXCLUSIVE
                : ConflictRules.overlap(held, asked);
    }
}

package dev.berth.ports;

/**
 * macOS: in_pcbbind() of its BSD kernel. There {@code SO_REUSEADDR} lets a wildcard and one of its
 * addresses stand side by side, and two sockets on the very same address need {@code SO_REUSEPORT}
 * on both. An asker with either option does not see connections. Read, not measured.
 */
final class MacRules implements ConflictRules {
    private static final int EADDRINUSE = 48;

    @Override
    public Conflict between(Occupancy held, Occupancy asked) {
        if (!held.meets(asked)) {
            return Conflict.NONE;
        }
        if (!asked.reuse().any()) {
            return refused(held.reuse().any() ? Rule.ASKER_EXCLUSIVE : alone(held, asked));
        }
        if (held.connected() || !held.sameAddress(asked)) {
            return new Conflict.Shared(Rule.BOTH_REUSE_ADDRESS);
        }
        return sameAddress(held, asked);
    }

    private static Conflict sameAddress(Occupancy held, Occupancy asked) {
        if (!port(held) || !port(asked)) {
            return refused(port(asked) ? Rule.HOLDER_EXCLUSIVE : Rule.ASKER_EXCLUSIVE);
        }
        return held.uid() == asked.uid() || multicast(asked)
                ? new Conflict.Shared(Rule.BOTH_REUSE_PORT)
                : refused(Rule.OTHER_USER);
    }

    /** On a multicast address the two options mean the same. */
    private static boolean port(Occupancy socket) {
        return socket.reuse().reusePort() || (multicast(socket) && socket.reuse().reuseAddress());
    }

    private static boolean multicast(Occupancy socket) {
        var address = socket.endpoint().address();
        return address != null && address.isMulticastAddress();
    }

    private static Rule alone(Occupancy held, Occupancy asked) {
        return switch (held.kind()) {
            case TIME_WAIT -> Rule.TIME_WAIT;
            case OUTGOING -> Rule.OUTGOING_CONNECTION;
            default -> ConflictRules.overlap(held, asked);
        };
    }

    private static Conflict refused(Rule rule) {
        return new Conflict.Refused(rule, EADDRINUSE);
    }
}

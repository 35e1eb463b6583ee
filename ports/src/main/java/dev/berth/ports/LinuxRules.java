package dev.berth.ports;

/**
 * Linux: inet_bind_conflict() in net/ipv4/inet_connection_sock.c for TCP, udp_lib_lport_inuse() in
 * net/ipv4/udp.c for UDP.
 */
final class LinuxRules implements ConflictRules {
    private static final int EADDRINUSE = 98;

    @Override
    public Conflict between(Occupancy held, Occupancy asked) {
        if (!held.meets(asked)) {
            return Conflict.NONE;
        }
        if (addressShared(held, asked)) {
            return new Conflict.Shared(Rule.BOTH_REUSE_ADDRESS);
        }
        if (held.reuse().bothPort(asked.reuse()) && sameUser(held, asked)) {
            return new Conflict.Shared(Rule.BOTH_REUSE_PORT);
        }
        return new Conflict.Refused(why(held, asked), EADDRINUSE);
    }

    /**
     * For TCP {@code SO_REUSEADDR} means that remains may be bound over, not that two may listen.
     */
    private static boolean addressShared(Occupancy held, Occupancy asked) {
        return held.reuse().bothAddress(asked.reuse())
                && (udp(held) || held.kind() != Holder.Kind.LISTENER);
    }

    private static boolean sameUser(Occupancy held, Occupancy asked) {
        boolean remains = !udp(held) && held.kind() == Holder.Kind.TIME_WAIT;
        return remains || held.uid() == asked.uid();
    }

    private static Rule why(Occupancy held, Occupancy asked) {
        return switch (held.kind()) {
            case TIME_WAIT -> Rule.TIME_WAIT;
            case OUTGOING -> Rule.OUTGOING_CONNECTION;
            case BOUND -> Rule.BOUND_ONLY;
            case UNKNOWN -> Rule.UNSEEN;
            case LISTENER, ACCEPTED, KERNEL -> unwilling(held, asked);
        };
    }

    private static Rule unwilling(Occupancy held, Occupancy asked) {
        if (held.reuse().bothPort(asked.reuse())) {
            return Rule.OTHER_USER;
        }
        boolean offered = shares(held);
        boolean wanted = shares(asked);
        if (offered == wanted) {
            return ConflictRules.overlap(held, asked);
        }
        return wanted ? Rule.HOLDER_EXCLUSIVE : Rule.ASKER_EXCLUSIVE;
    }

    private static boolean shares(Occupancy socket) {
        return udp(socket) ? socket.reuse().any() : socket.reuse().reusePort();
    }

    private static boolean udp(Occupancy socket) {
        return socket.endpoint().transport() == Transport.UDP;
    }
}

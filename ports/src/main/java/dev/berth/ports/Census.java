package dev.berth.ports;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.IntPredicate;

/**
 * The sockets of this machine at one moment, each with the program it belongs to as far as this
 * user may see. A network namespace that this program is not in counts as another machine.
 *
 * @param at when they were counted
 * @param sockets what there was, in the order of ports
 */
public record Census(Instant at, List<Holder> sockets) {

    /** Which sockets are counted. */
    public enum Scope {
        /** Those that listen, receive from anybody, or are bound only. */
        BOUND,
        /** Connections too, present ones and those in TIME_WAIT. */
        ALL
    }

    public Census {
        sockets = List.copyOf(sockets);
    }

    /**
     * Counts every socket now.
     *
     * @throws IOException when the system does not let itself be asked
     */
    public static Census take() throws IOException {
        return take(Scope.ALL);
    }

    /**
     * Counts the sockets of a scope now.
     *
     * @throws IOException when the system does not let itself be asked
     */
    public static Census take(Scope scope) throws IOException {
        return new Census(Instant.now(), Owners.ofThisMachine().all(scope));
    }

    /**
     * Counts every socket on certain ports, for whoever looks again and again: it costs little
     * while the sockets stay the same. Connections that a listener accepted are without their
     * program, and a process that inherits a socket may be seen a minute later.
     *
     * @throws IOException when the system does not let itself be asked
     */
    public static Census on(IntPredicate ports) throws IOException {
        return new Census(Instant.now(), Owners.ofThisMachine().on(ports));
    }

    /**
     * Counts the sockets of a scope without asking whose they are, which takes most of the time.
     *
     * @throws IOException when the system does not let itself be asked
     */
    public static Census anonymous(Scope scope) throws IOException {
        return new Census(Instant.now(), Owners.ofThisMachine().anonymous(scope));
    }

    /**
     * Counts the sockets of every network namespace in which a process is that this user may see
     * into, this program's own first. Where a namespace has a name under /run/netns the key is that
     * name, elsewhere it is what the kernel calls it, such as {@code net:[4026532281]}.
     *
     * @throws IOException when the system does not let itself be asked
     */
    public static SequencedMap<String, Census> takeEverywhere(Scope scope) throws IOException {
        return Namespaces.census(scope);
    }
}

package dev.berth.ports;

import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.IntPredicate;

/**
 * Knows which processes own the sockets on an endpoint. Linux is built in; for other systems the
 * first provider that {@link ServiceLoader} finds is asked. Must allow any number of threads.
 */
public interface Owners {
    /**
     * The sockets whose address and port meet {@code endpoint} now, listeners first, a process
     * each. Empty means that none was seen, which does not prove the endpoint free.
     *
     * @throws IOException when the system does not let itself be asked
     */
    List<Holder> of(Endpoint endpoint) throws IOException;

    /**
     * The sockets of the whole machine that are in {@code scope}, in the order of ports; none where
     * it cannot tell.
     *
     * @throws IOException when the system does not let itself be asked
     */
    default List<Holder> all(Census.Scope scope) throws IOException {
        return List.of();
    }

    /**
     * Every socket on certain ports, in the order of ports; it may be a minute until a new process
     * of one is told, and what a listener accepted need not have a program.
     *
     * @throws IOException when the system does not let itself be asked
     */
    default List<Holder> on(IntPredicate ports) throws IOException {
        return all(Census.Scope.ALL).stream()
                .filter(holder -> ports.test(holder.local().port()))
                .toList();
    }

    /**
     * The sockets of a scope without programs, where that is had for less; a connection that was
     * accepted is not told from one that was made.
     *
     * @throws IOException when the system does not let itself be asked
     */
    default List<Holder> anonymous(Census.Scope scope) throws IOException {
        return all(scope);
    }

    /** The one for the system this program runs on; one that sees nothing where there is none. */
    static Owners ofThisMachine() {
        if (Platform.LINUX) {
            return LinuxOwners.SHARED;
        }
        return ServiceLoader.load(Owners.class).findFirst().orElse(endpoint -> List.of());
    }
}

package dev.berth.plan;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Phrase;
import dev.berth.ports.Reservation;
import java.util.List;
import java.util.Optional;

/**
 * What a plan stands on: the facts of the machine, given by whoever can see them.
 *
 * @param look who has a port now
 * @param declared what the configurations of neighbours name
 * @param protections ports that nothing is planned on
 */
public record Ground(Look look, List<Reservation> declared, List<Protection> protections) {
    /** Nothing runs, nothing is declared and nothing protected. */
    public static final Ground BARE =
            new Ground((endpoint, owner) -> Optional.empty(), List.of(), List.of());

    public Ground {
        declared = List.copyOf(declared);
        protections = List.copyOf(protections);
    }

    /** Looks at what is open at this moment. */
    @FunctionalInterface
    public interface Look {
        /**
         * Who has sockets that would be in the way of one on {@code endpoint}, as part of a
         * sentence; empty when nobody has, or only {@code owner}.
         */
        Optional<Phrase> at(Endpoint endpoint, String owner);
    }

    Optional<Protection> protection(int port) {
        return protections.stream().filter(one -> one.ports().contains(port)).findFirst();
    }

    Optional<Reservation> declaration(Endpoint endpoint, String owner) {
        return declared.stream()
                .filter(one -> !one.owner().equals(owner) && one.meets(endpoint))
                .findFirst();
    }
}

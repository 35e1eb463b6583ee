package dev.berth.neighbours;

import dev.berth.ports.BadEndpoint;
import dev.berth.ports.Endpoint;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one file declares, as it is read. Used by one thread. */
final class Declarations {
    private static final int MOST = 2_000;

    private final String file;
    private final String owner;
    private final List<Reservation> found = new ArrayList<>();

    Declarations(String file, String owner) {
        this.file = file;
        this.owner = owner;
    }

    List<Reservation> found() {
        return List.copyOf(found);
    }

    /** Ports on every address, written in a line; 0 for no line in particular. */
    void add(Transport transport, PortRange ports, String purpose, int line) throws BadNeighbour {
        add(owner, transport, null, ports, purpose, line);
    }

    void add(
            String whose,
            Transport transport,
            @Nullable InetAddress address,
            PortRange ports,
            String purpose,
            int line)
            throws BadNeighbour {
        if (found.size() >= MOST) {
            throw new BadNeighbour(
                    "%s declares more than %d ports; that is no configuration that Berth imports"
                            .formatted(file, MOST));
        }
        var source = line == 0 ? file : file + " line " + line;
        var strength = Reservation.Strength.DECLARED;
        found.add(new Reservation(transport, address, ports, whose, purpose, strength, source));
    }

    /** A port number of the file; 0 means "none" to many programs, and declares nothing. */
    @Nullable PortRange ports(String text, int line) throws BadNeighbour {
        var written = text.strip();
        if (written.isEmpty() || written.equals("0")) {
            return null;
        }
        try {
            return PortRange.parse(written);
        } catch (BadEndpoint bad) {
            throw bad(line, bad);
        }
    }

    /** An address of the file; every address when it is empty. */
    @Nullable InetAddress address(String text, int line) throws BadNeighbour {
        if (text.isBlank()) {
            return null;
        }
        try {
            return Endpoint.tcp(text.replaceAll("[\\[\\]]", ""), 1).address();
        } catch (BadEndpoint bad) {
            throw bad(line, bad);
        }
    }

    private BadNeighbour bad(int line, BadEndpoint bad) {
        return new BadNeighbour("%s line %d: %s".formatted(file, line, bad.getMessage()));
    }

    BadNeighbour bad(int line, String sentence) {
        return new BadNeighbour(
                line == 0
                        ? "%s: %s".formatted(file, sentence)
                        : "%s line %d: %s".formatted(file, line, sentence));
    }
}

package dev.berth.neighbours;

import dev.berth.config.BadConfig;
import dev.berth.config.ConfigFile;
import dev.berth.config.KeptFile;
import dev.berth.config.Problems;
import dev.berth.config.Section;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The imported ports that a data directory keeps, in its file {@code neighbours.yaml}. */
public record Imports(Path directory) {
    private static final int MOST = 2_000;

    private Path file() {
        return directory.resolve("neighbours.yaml");
    }

    /**
     * What is kept; nothing when nothing ever was.
     *
     * @throws BadNeighbour with a sentence, when the file is damaged
     */
    public List<Reservation> kept() throws BadNeighbour {
        if (Files.notExists(file())) {
            return List.of();
        }
        var problems = new Problems();
        try {
            var kept = new ArrayList<Reservation>();
            var root = ConfigFile.read(file(), problems);
            for (var section : root.sections("declared")) {
                kept.add(read(section));
            }
            root.end();
            problems.check();
            return kept;
        } catch (BadConfig damaged) {
            throw new BadNeighbour(
                    "what was imported cannot be read ("
                            + damaged.problems().getFirst()
                            + "); mend it, or remove the file and import again");
        }
    }

    private static Reservation read(Section section) {
        var transport = section.choice("transport", List.of(Transport.values()));
        var ports =
                section.value("ports", new PortRange(1, 1), "a port or a range", PortRange::parse);
        var address = section.address("address");
        var reservation =
                new Reservation(
                        transport,
                        address,
                        ports,
                        section.text("owner", ""),
                        section.text("purpose", ""),
                        Reservation.Strength.DECLARED,
                        section.text("source", ""));
        section.end();
        return reservation;
    }

    /**
     * Keeps what was read, instead of what was kept of the same files.
     *
     * @return all that is kept now
     */
    public List<Reservation> keep(List<Reservation> fresh) throws BadNeighbour, IOException {
        var files = fresh.stream().map(Imports::origin).collect(Collectors.toSet());
        var all = new ArrayList<Reservation>();
        kept().stream().filter(old -> !files.contains(origin(old))).forEach(all::add);
        all.addAll(fresh);
        if (all.size() > MOST) {
            throw new BadNeighbour(
                    "%d imported ports are too many; keep at most %d".formatted(all.size(), MOST));
        }
        write(all);
        return all;
    }

    /**
     * Forgets what came from a file.
     *
     * @return whether there was anything
     */
    public boolean forget(String origin) throws BadNeighbour, IOException {
        var all = kept();
        var rest = all.stream().filter(one -> !origin(one).equals(origin)).toList();
        write(rest);
        return rest.size() < all.size();
    }

    /** The file alone, without the line. */
    public static String origin(Reservation reservation) {
        return reservation.source().replaceFirst(" line \\d+$", "");
    }

    private void write(List<Reservation> all) throws IOException {
        var text = new StringBuilder("# Ports of neighbours; berth ports import changes them.\n");
        text.append(all.isEmpty() ? "declared: []\n" : "declared:\n");
        all.forEach(one -> text.append(entry(one)));
        Files.createDirectories(directory);
        KeptFile.replace(file(), text.toString());
    }

    private static String entry(Reservation one) {
        var address = one.address();
        return "  - transport: %s\n    ports: %s\n%s    owner: %s\n    purpose: %s\n    source: %s\n"
                .formatted(
                        one.transport().toString().toLowerCase(Locale.ROOT),
                        one.ports(),
                        address == null
                                ? ""
                                : "    address: "
                                        + KeptFile.quoted(address.getHostAddress())
                                        + "\n",
                        KeptFile.quoted(one.owner()),
                        KeptFile.quoted(one.purpose()),
                        KeptFile.quoted(one.source()));
    }
}

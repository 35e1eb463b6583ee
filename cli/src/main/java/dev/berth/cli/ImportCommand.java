package dev.berth.cli;

import dev.berth.api.PlanViews.DeclaredPorts;
import dev.berth.config.Spelling;
import dev.berth.neighbours.BadNeighbour;
import dev.berth.neighbours.Imports;
import dev.berth.neighbours.Kind;
import dev.berth.neighbours.Neighbours;
import dev.berth.neighbours.ServiceNames;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Reservation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports the ports that other programs' configurations name. */
@Command(
        name = "import",
        description =
                "Shows the ports that other programs' configurations name, and keeps them for the plan with --save. Without a file it lists what is kept.",
        footer = {
            "",
            "Examples: berth ports import docker-compose.yml mpd.socket --save",
            "          berth ports import --kind plex --save",
            "          berth ports import --forget docker-compose.yml",
            "Exit codes: 0 done, 1 a file cannot be read, 2 there is no such kind."
        })
final class ImportCommand implements Callable<Integer> {
    @Mixin private final PlanOptions options = new PlanOptions();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description =
                    "Whose files they are: compose, systemd, azuracast, zlmediakit, icecast, minidlna, plex, airconnect (default: what their names say).")
    private @Nullable String kind;

    @Option(
            names = "--save",
            description = "Keeps them, instead of those of the same files before.")
    private boolean save;

    @Option(
            names = "--forget",
            paramLabel = "FILE|KIND",
            description =
                    "Forgets what was imported from a file, or of a kind that needs none, such as plex.")
    private @Nullable String forget;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "The files.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws Exception {
        if (forget != null) {
            return forget(forget);
        }
        var found = files.isEmpty() && kind == null ? kept() : read();
        print(found);
        if (save) {
            try (var desk = options.toChange()) {
                desk.keep(found);
            }
        }
        return 0;
    }

    private int forget(String text) throws Exception {
        var origin = origin(text);
        try (var desk = options.toChange()) {
            var gone =
                    desk.neighbours().stream()
                            .filter(one -> Imports.origin(one.reservation()).equals(origin))
                            .toList();
            desk.forget(origin);
            if (!options.json()) {
                options.out().println("forgot what was imported from " + origin + ":");
            }
            print(gone);
        }
        return 0;
    }

    /** What is kept names the whole path of a file, whichever way it was written. */
    private static String origin(String text) throws BadNeighbour {
        var kind = Kind.named(text).filter(Kind::knownByHeart);
        return kind.isPresent()
                ? Imports.origin(Neighbours.known(kind.get()).getFirst())
                : whole(Path.of(text)).toString();
    }

    private static Path whole(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private List<DeclaredPorts> kept() throws Exception {
        try (var desk = options.toRead()) {
            return desk.neighbours();
        }
    }

    private List<DeclaredPorts> read() throws BadNeighbour {
        var sure = kind == null ? null : kind(kind);
        var found = new ArrayList<Reservation>();
        if (files.isEmpty() && sure != null) {
            found.addAll(Neighbours.known(sure));
        }
        for (var file : files) {
            found.addAll(Neighbours.read(sure, whole(file)));
        }
        return found.stream().map(DeclaredPorts::of).toList();
    }

    private static Kind kind(String word) {
        return Kind.named(word)
                .orElseThrow(() ->
                        new Usage(
                                "there is no kind %s; %s"
                                        .formatted(word, Spelling.hint(word, Kind.words()))));
    }

    private void print(List<DeclaredPorts> found) {
        if (options.json()) {
            options.out().println(HubClient.type(DeclaredPorts.class).list().toJson(found));
            options.out().flush();
            return;
        }
        var names = ServiceNames.ofThisMachine();
        var table = new Table("PORTS", "OWNER", "FOR", "SERVICE", "WRITTEN IN");
        for (var one : found) {
            table.row(
                    ports(one.reservation()),
                    one.owner(),
                    one.purpose(),
                    name(names, one.reservation()),
                    one.source());
        }
        table.print(options.out());
    }

    /** {@code udp/[::1]:8301-8303}. */
    private static String ports(Reservation one) {
        var ports = one.ports();
        var first = new Endpoint(one.transport(), one.address(), ports.first());
        return ports.size() == 1 ? first.toString() : first + "-" + ports.last();
    }

    /** What the port is called; a range has no name. */
    private static String name(ServiceNames names, Reservation one) {
        return one.ports().size() == 1
                ? names.name(one.transport(), one.ports().first()).orElse("")
                : "";
    }
}

package dev.berth.cli;

import dev.berth.hub.DataDirectory;
import dev.berth.ports.Language;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has. */
final class Common {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Prints JSON.")
    boolean json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The hub's data directory (default: $XDG_DATA_HOME/berth or ~/.local/share/berth).")
    @Nullable Path data;

    @Option(
            names = "--lang",
            paramLabel = "LANG",
            description = "The language of findings: en or zh (default: what LC_ALL or LANG say).")
    @Nullable String lang;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Prints this help.")
    boolean help;

    /** The language of findings about ports. */
    Language language() {
        return lang == null ? Language.ofEnvironment(System.getenv()) : Language.ofTag(lang);
    }

    Path data() {
        return data == null ? DataDirectory.usual() : data;
    }

    PrintWriter out() {
        return line().getOut();
    }

    /** For what is no result. */
    PrintWriter err() {
        return line().getErr();
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException("picocli fills the command in before it runs");
        }
        return spec.commandLine();
    }

    /** The hub that runs on the data directory, if one does. */
    Optional<HubClient> findHub() {
        return DataDirectory.found(data()).map(HubClient::new);
    }

    HubClient hub() {
        return findHub()
                .orElseThrow(() -> new IllegalStateException(hidden() ? hiddenHub() : noHub()));
    }

    private String noHub() {
        return "no hub runs on the data directory %s; start one with berth up, or name its --data"
                .formatted(data());
    }

    private String hiddenHub() {
        return "the data directory %s may not be read by this user; ask as the user whose hub it is, or as root"
                .formatted(data());
    }

    /** Whether a hub could be there and yet not be seen. */
    private boolean hidden() {
        var hub = data().resolve("hub");
        return (Files.exists(data()) && !Files.isExecutable(data()))
                || (Files.exists(hub) && !Files.isReadable(hub));
    }
}

package dev.berth.cli;

import dev.berth.config.BadConfig;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Works on configuration files. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Works on configuration files.",
        subcommands = {ConfigCommand.Check.class})
final class ConfigCommand {
    private static final Path HERE = Path.of("berth.yaml");

    /** The file to use: the one given, or {@code berth.yaml} here if there is one, or none. */
    static @Nullable Path file(@Nullable Path given) {
        return given != null ? given : Files.exists(HERE) ? HERE : null;
    }

    /** Reads a file, or says everything that is wrong with it. */
    static HubConfig read(@Nullable Path file) {
        try {
            return Hub.read(file);
        } catch (BadConfig bad) {
            throw new Usage(bad);
        }
    }

    /** Checks a file. */
    @Command(
            name = "check",
            description =
                    "Says everything that is wrong with a configuration file, and starts nothing.",
            footer = {"", "Exit codes: 0 it can be used, 1 it cannot."})
    static final class Check implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "The file (default: berth.yaml).")
        private @Nullable Path file;

        @Override
        public Integer call() {
            var chosen = file == null ? HERE : file;
            var problems = problems(chosen);
            if (common.json) {
                common.out().println(HubClient.JSON.toJson(problems));
            } else if (problems.isEmpty()) {
                common.out().println(chosen + " is fine");
                read(chosen).cautions().forEach(note -> common.out().println("note: " + note));
            } else {
                problems.forEach(common.out()::println);
            }
            return problems.isEmpty() ? 0 : 1;
        }

        private static List<String> problems(Path file) {
            try {
                Hub.read(file);
                return List.of();
            } catch (BadConfig bad) {
                return bad.problems();
            }
        }
    }
}

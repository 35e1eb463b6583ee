package dev.berth.cli;

import dev.berth.hub.Hub;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The berth command: parses the line, runs one command, and ends with its exit code. */
@Command(
        name = "berth",
        mixinStandardHelpOptions = true,
        version = "berth " + Hub.VERSION,
        description = "A media hub that looks after its ports.",
        footer = {
            "",
            "Exit codes: 0 done, 1 the answer is no or it failed, 2 the command line is wrong.",
            "Verify the whole project with: berth verify"
        })
public final class Main implements Runnable {
    private static final Logger ROOT = Logger.getLogger("");

    /** In the order in which they are explained. */
    private static final List<Class<?>> COMMANDS =
            List.of(
                    UpCommand.class,
                    RestreamCommand.class,
                    StreamsCommand.class,
                    OutputsCommand.class,
                    PullsCommand.class,
                    RecordingsCommand.class,
                    PortsCommand.class,
                    ConfigCommand.class,
                    TokenCommand.class,
                    HelpCommand.class,
                    Completion.class);

    @Spec private CommandSpec spec;

    Main() {
        spec = CommandSpec.create();
    }

    /** Runs the command line, and ends the process with its exit code. */
    public static void main(String... arguments) {
        ROOT.setLevel(Level.WARNING);
        System.exit(command(arguments).execute(arguments));
    }

    /**
     * All that the line may ask for. Where it begins with the name of a command, that one alone is
     * made: to make them all takes a tenth of a second.
     */
    static CommandLine command(String... line) {
        var command = new CommandLine(new Main());
        var named = COMMANDS.stream().filter(one -> line.length > 0 && name(one).equals(line[0]));
        var wanted = named.toList();
        (wanted.isEmpty() ? COMMANDS : wanted).forEach(command::addSubcommand);
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setExecutionExceptionHandler(Main::explain);
        return command;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    /** What went wrong is one sentence, and no stack trace. */
    private static int explain(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        var message = failure.getMessage();
        command.getErr().println("berth: " + (message == null ? failure.toString() : message));
        return failure instanceof Usage
                ? CommandLine.ExitCode.USAGE
                : CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Prints what completes the commands. */
    @Command(
            name = "completion",
            mixinStandardHelpOptions = true,
            description = "Prints a completion script for bash: source <(berth completion).")
    static final class Completion implements Runnable {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            spec.commandLine().getOut().print(AutoComplete.bash("berth", command()));
            spec.commandLine().getOut().flush();
        }
    }
}

package dev.berth.hub;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts an {@link OutputProcess}: by the very Java that runs us, with the modules that we have,
 * and with nothing in its environment, where keys may stand that are filled into our configuration.
 */
final class OutputLauncher {
    private OutputLauncher() {}

    /**
     * Starts one.
     *
     * @param memory what its objects and its buffers may take, half of it each, in bytes; the Java
     *     machine itself takes some 50 MiB beside that, a third of it shared with ours
     */
    static Process launch(int memory) throws IOException {
        var builder = new ProcessBuilder(command(memory)).redirectError(Redirect.INHERIT);
        builder.environment().clear();
        return builder.start();
    }

    private static List<String> command(int memory) {
        int half = memory / 2;
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:ReservedCodeCacheSize=24m",
                        "-Xms2m",
                        "-Xmx" + half,
                        "-XX:MaxDirectMemorySize=" + half,
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")));
        command.addAll(modules());
        return command;
    }

    /** The options that say which modules there are, and what they may do, and where we begin. */
    private static List<String> modules() {
        var options = new ArrayList<String>();
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--"))
                .forEach(options::add);
        var classes = System.getProperty("java.class.path", "");
        if (!classes.isEmpty()) {
            options.addAll(List.of("--class-path", classes));
        }
        var main = OutputProcess.class;
        var module = main.getModule();
        if (module.isNamed()) {
            options.addAll(List.of("--module", module.getName() + "/" + main.getName()));
        } else {
            options.add(main.getName());
        }
        return options;
    }
}

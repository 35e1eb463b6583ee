package dev.berth.cli;

import dev.berth.api.Views;
import dev.berth.config.BadConfig;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.restream.RestreamConfig;
import dev.berth.restream.RestreamConfig.Job;
import dev.berth.restream.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Sends one source to many outputs, and shows how they are doing, until it ends or is asked to end.
 */
@Command(
        name = "restream",
        description = {
            "Sends one source to many outputs, until the source ends or Ctrl-C.",
            "A running hub does it; where none runs, this process is one for as long as it takes."
        },
        footer = {
            "",
            "Sources: live/demo (published to the hub), clip.mp4, test:, rtmp://host/app/key.",
            "Targets: rtmp://host/app/key, rtmps://..., rtmp://127.0.0.1:8889/live/out?listen=1 (waits for players).",
            "",
            "Example: berth restream test: --to 'rtmp://127.0.0.1:8889/live/a?listen=1'",
            "A key on the command line is seen by every user of this machine: --to-file or --to - keeps it out of sight.",
            "Exit codes: 0 it ended well, 1 an output was failing at the end, 2 an address is wrong."
        },
        subcommands = RestreamCheckCommand.class)
final class RestreamCommand implements Callable<Integer> {
    @Mixin private final Common common = new Common();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration of the hub that this process becomes.")
    private @Nullable Path config;

    @Parameters(arity = "0..1", paramLabel = "SOURCE", description = "What to send.")
    private String from = "";

    @Mixin private final ToOptions to = new ToOptions();

    private final Map<String, String> shown = new HashMap<>();

    /**
     * A source as the hub understands it: a file that is there becomes an address with its whole
     * path.
     */
    static String source(String text) {
        var path =
                Path.of(
                        text.startsWith("file:") && !text.startsWith("file:/")
                                ? text.substring(5)
                                : text);
        return Files.isRegularFile(path) ? path.toAbsolutePath().toUri().toString() : text;
    }

    @Override
    public Integer call() throws Exception {
        if (from.isEmpty()) {
            throw new Usage("there is no source; name one, such as live/demo, clip.mp4 or test:");
        }
        var running = common.findHub();
        if (running.isPresent()) {
            return by(running.get());
        }
        if (!from.contains(":") && source(from).equals(from)) {
            throw new IllegalStateException(
                    from
                            + " is no file that is here, and no stream, because no hub runs on "
                            + common.data()
                            + "; name a file or a URI, or start a hub with berth up");
        }
        return alone();
    }

    private int by(HubClient hub) throws IOException, InterruptedException {
        var ids =
                hub.add(source(from), to.all()).stream()
                        .map(Views.OutputView::id)
                        .collect(Collectors.toSet());
        var hook = Ending.onSignal(() -> end(hub, ids));
        Callable<List<Views.OutputView>> look =
                () ->
                        hub.list("/api/v1/outputs", Views.OutputView.class).stream()
                                .filter(output -> ids.contains(output.id()))
                                .toList();
        follow(look);
        Ending.forget(hook);
        return end(hub, ids);
    }

    /** Takes the outputs away again; the exit code says how they were doing. */
    private static int end(HubClient hub, Set<String> ids) {
        try {
            var failing =
                    hub.list("/api/v1/outputs", Views.OutputView.class).stream()
                            .filter(output -> ids.contains(output.id()))
                            .anyMatch(output -> output.problem() != null);
            for (var id : ids) {
                remove(hub, id);
            }
            return failing ? 1 : 0;
        } catch (IOException gone) {
            return 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static void remove(HubClient hub, String id) throws InterruptedException {
        try {
            hub.remove(id);
        } catch (IOException gone) {
            // Somebody else removed it first, or the hub is gone and its outputs with it.
        }
    }

    /** A hub for this job alone, on a data directory of its own; it takes no publishers. */
    private int alone() throws Exception {
        var directory = Files.createTempDirectory("berth-restream");
        var hub = start(directory);
        var hook = Ending.onSignal(() -> end(hub, directory));
        follow(hub::outputs);
        Ending.forget(hook);
        return end(hub, directory);
    }

    private Hub start(Path directory) throws Exception {
        try {
            return Hub.start(wanted(), directory);
        } catch (BadConfig bad) {
            delete(directory);
            throw new Usage(bad);
        }
    }

    private HubConfig wanted() throws IOException {
        var targets = to.all().stream().map(RestreamCommand::target).toList();
        var read = ConfigCommand.read(config);
        return read.with(read.rtmp().off())
                .with(new RestreamConfig(List.of(new Job(source(from), targets))));
    }

    static Target target(ToOptions.To to) {
        var target = Target.of(to.address());
        return to.backup() == null ? target : target.backedBy(to.backup());
    }

    private static int end(Hub hub, Path directory) {
        boolean failing = hub.outputs().stream().anyMatch(output -> output.problem() != null);
        hub.close();
        delete(directory);
        return failing ? 1 : 0;
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(RestreamCommand::deleteFile);
        } catch (IOException | UncheckedIOException left) {
            // It is in the directory for temporary files, which is cleaned by others too.
        }
    }

    private static void deleteFile(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Prints what changes, and every ten seconds how it goes, until every output has ended. */
    private void follow(Callable<List<Views.OutputView>> look) {
        try {
            for (int second = 0; ; second++) {
                var outputs = look.call();
                outputs.forEach(this::showChange);
                if (outputs.stream().allMatch(output -> output.state().equals("ended"))) {
                    return;
                }
                if (second % 10 == 9) {
                    showAll(outputs);
                }
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (Exception lost) {
            throw new IllegalStateException(lost.getMessage(), lost);
        }
    }

    private void showChange(Views.OutputView output) {
        var now = output.state() + " " + output.clients() + " " + output.problem();
        if (now.equals(shown.put(output.id(), now))) {
            return;
        }
        if (common.json) {
            common.out().println(HubClient.type(Views.OutputView.class).toJson(output));
        } else {
            common.out()
                    .println(
                            OutputsCommand.to(output)
                                    + "  "
                                    + output.state().replace('-', ' ')
                                    + (output.clients() > 1
                                            ? " (" + output.clients() + " clients)"
                                            : "")
                                    + (output.problem() == null ? "" : ": " + output.problem()));
        }
        common.out().flush();
    }

    private void showAll(List<Views.OutputView> outputs) {
        if (common.json) {
            outputs.forEach(output ->
                    common.out().println(HubClient.type(Views.OutputView.class).toJson(output)));
            common.out().flush();
        } else {
            OutputsCommand.table(outputs).print(common.out());
        }
    }
}

package dev.berth.cli;

import dev.berth.api.Views;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, adds and removes outputs. */
@Command(
        name = "outputs",
        description = "Lists the outputs of the running hub, adds and removes them.",
        footer = {"", "Exit codes: 0 done, 1 no hub runs or it refused, 2 an address is wrong."},
        subcommands = {OutputsCommand.Add.class, OutputsCommand.Remove.class})
final class OutputsCommand implements Callable<Integer> {
    @Mixin private final Common common = new Common();

    @Override
    public Integer call() throws Exception {
        var hub = common.hub();
        if (common.json) {
            common.out().println(hub.read("/api/v1/outputs"));
        } else {
            table(hub.list("/api/v1/outputs", Views.OutputView.class)).print(common.out());
        }
        return 0;
    }

    static Table table(List<Views.OutputView> outputs) {
        var table =
                new Table(
                        "ID",
                        "FROM",
                        "TO",
                        "STATE",
                        "CLIENTS",
                        "OUT",
                        "QUEUE",
                        "DROPPED",
                        "RECONNECTS",
                        "DELAY",
                        "PROBLEM");
        for (var output : outputs) {
            table.row(
                    output.id(),
                    output.from(),
                    output.to(),
                    output.state(),
                    Integer.toString(output.clients()),
                    Words.rate(output.bitsPerSecond()),
                    Words.size(output.queueBytes()),
                    Long.toString(output.droppedFrames()),
                    Integer.toString(output.reconnects()),
                    output.delayMillis() + " ms",
                    Words.or(output.problem(), ""));
        }
        return table;
    }

    /** Adds outputs of one source. */
    @Command(
            name = "add",
            description = "Adds outputs to the running hub; they stay until removed.",
            footer = {
                "",
                "Example: berth outputs add live/demo --to rtmp://a.example/live/key --to 'rtmp://127.0.0.1:8889/live/a?listen=1'"
            })
    static final class Add implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(
                paramLabel = "SOURCE",
                description = "A stream such as live/demo, a file, or a URI.")
        private String from = "";

        @Option(
                names = "--to",
                required = true,
                paramLabel = "URI",
                description = "A target; repeat for more.")
        private List<String> to = List.of();

        @Override
        public Integer call() throws Exception {
            var added = common.hub().add(RestreamCommand.source(from), to);
            if (common.json) {
                common.out().println(HubClient.type(Views.OutputView.class).list().toJson(added));
            } else {
                table(added).print(common.out());
            }
            return 0;
        }
    }

    /** Removes outputs. */
    @Command(name = "remove", description = "Removes outputs from the running hub.")
    static final class Remove implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(arity = "1..*", paramLabel = "ID", description = "As in berth outputs.")
        private List<String> ids = List.of();

        @Override
        public Integer call() throws Exception {
            var hub = common.hub();
            for (var id : ids) {
                hub.remove(id);
            }
            return 0;
        }
    }
}

package dev.berth.cli;

import dev.berth.api.Views;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, adds, starts, stops and removes outputs, and says how they were doing. */
@Command(
        name = "outputs",
        description =
                "Lists the outputs of the running hub, adds, starts, stops and removes them, and says how they were doing.",
        footer = {"", "Exit codes: 0 done, 1 no hub runs or it refused, 2 an address is wrong."},
        subcommands = {
            OutputsCommand.Add.class,
            OutputsCommand.Start.class,
            OutputsCommand.Standby.class,
            OutputsCommand.Stop.class,
            OutputsCommand.Past.class,
            OutputsCommand.Remove.class
        })
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
                        "RTT",
                        "SCORE",
                        "PROBLEM");
        for (var output : outputs) {
            table.row(
                    output.id(),
                    output.from(),
                    to(output),
                    output.state(),
                    Integer.toString(output.clients()),
                    Words.rate(output.bitsPerSecond()),
                    Words.size(output.queueBytes()),
                    Long.toString(output.droppedFrames()),
                    Integer.toString(output.reconnects()),
                    output.delayMillis() + " ms",
                    rtt(output.rttMillis()),
                    output.score() == null ? "" : output.score().toString(),
                    problem(output));
        }
        return table;
    }

    private static String rtt(double millis) {
        return millis == 0 ? "" : Words.millis(millis);
    }

    /** Its name, if it has one, and the address in use. */
    static String to(Views.OutputView output) {
        var address = output.onBackup() ? "backup " + Words.or(output.backup(), "") : output.to();
        return output.name().isEmpty() ? address : output.name() + " (" + address + ")";
    }

    /** What ails it now, or else what ailed it within a minute. */
    private static String problem(Views.OutputView output) {
        return Words.or(output.problem(), String.join("; ", output.reasons()));
    }

    /** Adds outputs of one source. */
    @Command(
            name = "add",
            description = "Adds outputs to the running hub; they stay until removed.",
            footer = {
                "",
                "Example: berth outputs add live/demo --to-file targets --to 'rtmp://127.0.0.1:8889/live/a?listen=1'",
                "A key on the command line is seen by every user of this machine: --to-file or --to - keeps it out of sight."
            })
    static final class Add implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(
                paramLabel = "SOURCE",
                description = "A stream such as live/demo, a file, or a URI.")
        private String from = "";

        @Mixin private final ToOptions to = new ToOptions();

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "What to call it; for one target.")
        private @Nullable String name;

        @Option(
                names = "--standby",
                description = "Connects, and sends nothing until berth outputs start.")
        private boolean standby;

        @Option(
                names = "--process",
                description = "Runs each in a process of its own, with memory of its own.")
        private boolean process;

        @Option(
                names = "--audio",
                paramLabel = "WHAT",
                description =
                        "What to make of the sound: copy, aac or auto, which is copy for who takes it (default: copy).")
        private @Nullable String audio;

        @Option(
                names = "--return-after",
                paramLabel = "TIME",
                description =
                        "How long a target must hold until its backup is left (default: 30s).")
        private @Nullable String returnAfter;

        @Option(
                names = "--start",
                paramLabel = "MOMENT",
                description = "When to begin, such as 2026-11-22T20:00:00+01:00.")
        private @Nullable String start;

        @Option(names = "--stop", paramLabel = "MOMENT", description = "When to stop.")
        private @Nullable String stop;

        @Option(
                names = "--hours",
                paramLabel = "HOURS",
                description =
                        "Hours of the week to run in, as in the configuration; repeat for more.")
        private @Nullable List<String> hours;

        @Option(
                names = "--zone",
                paramLabel = "ZONE",
                description = "Where those hours are, such as Europe/Berlin.")
        private @Nullable String zone;

        @Override
        public Integer call() throws Exception {
            var source = RestreamCommand.source(from);
            var added = common.hub().add(wish(), source, to.all());
            if (common.json) {
                common.out().println(HubClient.type(Views.OutputView.class).list().toJson(added));
            } else {
                table(added).print(common.out());
            }
            return 0;
        }

        private Views.NewOutputs wish() {
            return new Views.NewOutputs(
                    null,
                    null,
                    name,
                    null,
                    standby,
                    process,
                    audio,
                    returnAfter,
                    start,
                    stop,
                    hours,
                    zone,
                    null,
                    null);
        }
    }

    /** Tells outputs what to do. */
    abstract static class Tell implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(arity = "1..*", paramLabel = "ID", description = "As in berth outputs.")
        private List<String> ids = List.of();

        private final String order;

        private Tell(String order) {
            this.order = order;
        }

        @Override
        public Integer call() throws Exception {
            var hub = common.hub();
            for (var id : ids) {
                hub.tell(id, order);
            }
            return 0;
        }
    }

    /** Starts outputs. */
    @Command(
            name = "start",
            description = "Has outputs send, until told otherwise or their schedule next changes.")
    static final class Start extends Tell {
        Start() {
            super("start");
        }
    }

    /** Has outputs stand by. */
    @Command(
            name = "standby",
            description = "Has outputs connect to their servers, and send nothing until started.")
    static final class Standby extends Tell {
        Standby() {
            super("standby");
        }
    }

    /** Stops outputs. */
    @Command(name = "stop", description = "Has outputs hang up; berth outputs start begins anew.")
    static final class Stop extends Tell {
        Stop() {
            super("stop");
        }
    }

    /** Says how an output was doing. */
    @Command(
            name = "history",
            description = "Says how an output was doing, by the minute for three hours.",
            footer = {"", "Example: berth outputs history o1 --seconds"})
    static final class Past implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(paramLabel = "ID", description = "As in berth outputs.")
        private String id = "";

        @Option(names = "--seconds", description = "By the second, for two minutes.")
        private boolean seconds;

        @Override
        public Integer call() throws Exception {
            var path = "/api/v1/outputs/" + HubClient.encode(id) + "/history";
            var answer = common.hub().read(path);
            if (common.json) {
                common.out().println(answer);
                return 0;
            }
            var past = HubClient.type(Views.HistoryView.class).fromJson(answer);
            (seconds ? seconds(past.seconds()) : minutes(past.minutes())).print(common.out());
            return 0;
        }

        private static Table seconds(List<Views.SecondView> seconds) {
            var table =
                    new Table(
                            "AT", "STATE", "OUT", "QUEUE", "DROPPED", "RECONNECTS", "DELAY", "RTT");
            for (var second : seconds) {
                table.row(
                        second.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                        second.state(),
                        Words.rate(second.bitsPerSecond()),
                        Words.size(second.queueBytes()),
                        Long.toString(second.droppedFrames()),
                        Integer.toString(second.reconnects()),
                        second.delayMillis() + " ms",
                        rtt(second.rttMillis()));
            }
            return table;
        }

        private static Table minutes(List<Views.MinuteView> minutes) {
            var table =
                    new Table(
                            "AT", "AWAY", "OUT", "DROPPED", "RECONNECTS", "DELAY", "RTT", "SCORE");
            for (var minute : minutes) {
                table.row(
                        minute.at().toString(),
                        minute.away() + " of " + minute.samples() + " s",
                        Words.rate(minute.bitsPerSecond()),
                        Long.toString(minute.droppedFrames()),
                        Long.toString(minute.reconnects()),
                        minute.delayMillis() + " ms",
                        rtt(minute.rttMillis()),
                        minute.score() == null ? "" : minute.score().toString());
            }
            return table;
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

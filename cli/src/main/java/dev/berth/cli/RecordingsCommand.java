package dev.berth.cli;

import dev.berth.api.Views;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists recordings, downloads them, and begins and ends them. */
@Command(
        name = "recordings",
        description = "Lists the recordings of the running hub, downloads, begins and ends them.",
        footer = {"", "Exit codes: 0 done, 1 no hub runs or it refused, 2 a name is wrong."},
        subcommands = {
            RecordingsCommand.Start.class,
            RecordingsCommand.Stop.class,
            RecordingsCommand.Fetch.class
        })
final class RecordingsCommand implements Callable<Integer> {
    private static final String LIST = "/api/v1/recordings";
    private static final String RECORDED = "/api/v1/recorded/";

    @Mixin private final Common common = new Common();

    @Override
    public Integer call() throws Exception {
        var hub = common.hub();
        if (common.json) {
            common.out().println(hub.read(LIST));
        } else {
            table(hub.list(LIST, Views.RecordingView.class)).print(common.out());
        }
        return 0;
    }

    private static Table table(List<Views.RecordingView> recordings) {
        var table = new Table("ID", "STREAM", "START", "SECONDS", "SIZE", "STATE", "PROBLEM");
        for (var recording : recordings) {
            table.row(
                    recording.id(),
                    recording.stream(),
                    recording.start().toString(),
                    "%.1f".formatted(recording.seconds()),
                    Words.size(recording.bytes()),
                    recording.active() ? "grows" : "whole",
                    Words.or(recording.problem(), ""));
        }
        return table;
    }

    /** Where a stream is recorded, or an id is: slashes stay as they are. */
    private static String path(String before, String name) {
        return before + HubClient.encode(name).replace("%2F", "/");
    }

    /** Begins to record. */
    @Command(
            name = "start",
            description =
                    "Records a stream until it ends; one that nobody publishes is waited for.")
    static final class Start implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(paramLabel = "STREAM", description = "Such as live/demo.")
        private String stream = "";

        @Override
        public Integer call() throws Exception {
            common.hub().change("PUT", path(RECORDED, stream), null);
            return 0;
        }
    }

    /** Ends a recording. */
    @Command(
            name = "stop",
            description = "Ends the recording of a stream until it is published anew.")
    static final class Stop implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(paramLabel = "STREAM", description = "Such as live/demo.")
        private String stream = "";

        @Override
        public Integer call() throws Exception {
            common.hub().change("DELETE", path(RECORDED, stream), null);
            return 0;
        }
    }

    /** Downloads a recording. */
    @Command(name = "get", description = "Downloads a recording as one MP4 file.")
    static final class Fetch implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(paramLabel = "ID", description = "As in berth recordings.")
        private String id = "";

        @Option(
                names = "--to",
                paramLabel = "FILE",
                description = "Where to; the id with dots and .mp4 if not given.")
        private @Nullable Path to;

        @Override
        public Integer call() throws Exception {
            var file = to == null ? Path.of(id.replace('/', '.') + ".mp4") : to;
            common.hub().download(path(LIST + "/", id), file);
            common.out().println(file);
            return 0;
        }
    }
}

package dev.berth.cli;

import dev.berth.api.Views;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists streams. */
@Command(name = "streams", description = "Lists the streams of the running hub.")
final class StreamsCommand implements Callable<Integer> {
    private static final String LIST = "/api/v1/streams";

    @Mixin private final Common common = new Common();

    @Option(names = "--urls", description = "Prints where they can be played, a line for each.")
    private boolean urls;

    @Override
    public Integer call() throws Exception {
        var hub = common.hub();
        if (common.json) {
            common.out().println(hub.read(LIST));
            return 0;
        }
        var streams = hub.list(LIST, Views.StreamView.class);
        if (urls) {
            streams.forEach(stream -> stream.urls().forEach(common.out()::println));
        } else {
            table(streams).print(common.out());
        }
        return 0;
    }

    private static Table table(List<Views.StreamView> streams) {
        var table =
                new Table(
                        "STREAM", "STATE", "CODECS", "IN", "READERS", "BY HLS", "PUBLISHER", "FOR");
        for (var stream : streams) {
            table.row(
                    stream.name(),
                    stream.state(),
                    String.join("+", stream.codecs()),
                    Words.rate(stream.bitsPerSecond()),
                    Integer.toString(stream.readers()),
                    Integer.toString(stream.viewers()),
                    Words.or(stream.publisher(), "-"),
                    Words.ago(stream.since()));
        }
        return table;
    }
}

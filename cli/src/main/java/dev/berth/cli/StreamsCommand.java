package dev.berth.cli;

import dev.berth.api.Views;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists streams. */
@Command(name = "streams", description = "Lists the streams of the running hub.")
final class StreamsCommand implements Callable<Integer> {
    @Mixin private final Common common = new Common();

    @Override
    public Integer call() throws Exception {
        var hub = common.hub();
        if (common.json) {
            common.out().println(hub.read("/api/v1/streams"));
            return 0;
        }
        var table = new Table("STREAM", "STATE", "CODECS", "IN", "READERS", "PUBLISHER", "FOR");
        for (var stream : hub.list("/api/v1/streams", Views.StreamView.class)) {
            table.row(
                    stream.name(),
                    stream.state(),
                    String.join("+", stream.codecs()),
                    Words.rate(stream.bitsPerSecond()),
                    Integer.toString(stream.readers()),
                    Words.or(stream.publisher(), "-"),
                    Words.ago(stream.since()));
        }
        table.print(common.out());
        return 0;
    }
}

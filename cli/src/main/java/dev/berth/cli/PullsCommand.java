package dev.berth.cli;

import dev.berth.api.Views;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what is brought in from elsewhere. */
@Command(
        name = "pulls",
        description = "Lists the streams that the running hub brings in from elsewhere.",
        footer = {"", "Exit codes: 0 done, 1 no hub runs."})
final class PullsCommand implements Callable<Integer> {
    private static final String LIST = "/api/v1/pulls";

    @Mixin private final Common common = new Common();

    @Override
    public Integer call() throws Exception {
        var hub = common.hub();
        if (common.json) {
            common.out().println(hub.read(LIST));
            return 0;
        }
        var table = new Table("STREAM", "STATE", "WHEN", "READERS", "FROM", "PROBLEM");
        for (var pull : hub.list(LIST, Views.PullView.class)) {
            table.row(
                    pull.stream(),
                    pull.state(),
                    pull.onDemand() ? "on demand" : "always",
                    Integer.toString(pull.readers()),
                    pull.from(),
                    Words.or(pull.problem(), ""));
        }
        table.print(common.out());
        return 0;
    }
}

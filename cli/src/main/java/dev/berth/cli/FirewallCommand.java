package dev.berth.cli;

import dev.berth.plan.Firewall;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the rules of a firewall. */
@Command(
        name = "firewall",
        description =
                "Writes the rules that let others reach what is planned and what the hub serves, and nothing else.",
        footer = {
            "",
            "Example: berth ports firewall --format nft > berth.nft && nft -f berth.nft",
            "Exit codes: 0 there are rules, 1 there is nothing to open or the plan is damaged, 2 there is no such format."
        })
final class FirewallCommand implements Callable<Integer> {
    @Mixin private final PlanOptions options = new PlanOptions();

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            completionCandidates = Formats.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String format = "";

    /** For help and completion. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Firewall.values()).map(Firewall::word).iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        var chosen =
                Firewall.named(format)
                        .orElseThrow(() ->
                                new Usage(
                                        "there is no format %s; use one of %s"
                                                .formatted(
                                                        format, String.join(", ", new Formats()))));
        try (var desk = options.toRead()) {
            var text = desk.firewall(chosen);
            options.out().print(options.json() ? asJson(chosen, text) : text);
            options.out().flush();
            return 0;
        }
    }

    private static String asJson(Firewall format, String text) {
        var map = new LinkedHashMap<String, Object>();
        map.put("format", format.word());
        map.put("text", text);
        return HubClient.JSON.toJson(map) + System.lineSeparator();
    }
}

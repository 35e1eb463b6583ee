package dev.berth.cli;

import dev.berth.api.Views.Explanation;
import dev.berth.ports.Authority;
import dev.berth.ports.Complaints;
import dev.berth.ports.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what another program meant, and what of it is so on this machine now. */
@Command(
        name = "explain",
        description =
                "Explains what another program says about a port, and looks at that port here.",
        footer = {
            "",
            "Examples:",
            "  berth ports explain -- -203",
            "  berth ports explain 10013",
            "  berth ports explain 'listen tcp :8080: bind: address already in use'",
            "  journalctl -u airupnp | tail -1 | berth ports explain -",
            "",
            "Exit codes: 0 it is known, 1 it is not."
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin private final Common common = new Common();

    @Parameters(
            arity = "1..*",
            paramLabel = "TEXT",
            description = "An error code, or a line of a log; - reads it from the input.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws Exception {
        var text = words.equals(List.of("-")) ? read().strip() : String.join(" ", words);
        if (text.isBlank()) {
            throw new Usage("there is nothing to explain; give an error code or a line of a log");
        }
        var explanations = explanations(text);
        if (explanations.isEmpty()) {
            throw new IllegalStateException(unknown(text));
        }
        print(explanations);
        return 0;
    }

    private static String read() throws IOException {
        var bytes = System.in.readNBytes(Complaints.LONGEST);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String unknown(String text) {
        var shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return common.language()
                .either(
                        "\"%s\" says nothing about ports that is known here; give an error code, or the whole line of the log"
                                .formatted(shown),
                        "“%s” 中没有这里认识的端口错误；请给出错误代码，或完整的日志行".formatted(shown));
    }

    /** A running hub knows what its own ports are for; without one, this process looks itself. */
    private List<Explanation> explanations(String text) throws Exception {
        var hub = common.findHub();
        if (hub.isPresent()) {
            var lang = common.language() == Language.CHINESE ? "&lang=zh" : "";
            var path = "/api/v1/ports/explain?text=" + HubClient.encode(text) + lang;
            return hub.get().list(path, Explanation.class);
        }
        try (var authority = new Authority()) {
            return Complaints.in(text).stream()
                    .map(complaint ->
                            Explanation.of(complaint, common.language(), authority::check))
                    .toList();
        }
    }

    private void print(List<Explanation> explanations) {
        if (common.json) {
            common.out().println(HubClient.type(Explanation.class).list().toJson(explanations));
            return;
        }
        Language language = common.language();
        for (var explanation : explanations) {
            common.out().println(explanation.text());
            for (var suspect : explanation.suspects()) {
                common.out()
                        .println(language.either("  here and now: ", "  此时此地：") + suspect.text());
            }
        }
    }
}

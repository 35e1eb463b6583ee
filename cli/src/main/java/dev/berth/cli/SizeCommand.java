package dev.berth.cli;

import dev.berth.api.PlanViews.DeclaredPorts;
import dev.berth.config.Section;
import dev.berth.config.Spelling;
import dev.berth.plan.BadPlan;
import dev.berth.plan.Finding;
import dev.berth.plan.Ground;
import dev.berth.plan.Shape;
import dev.berth.plan.Sizing;
import dev.berth.ports.SystemPorts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how many ports so many sessions need. */
@Command(
        name = "size",
        description = "Says how many ports so many sessions need, where, and what to write for it.",
        footer = {
            "",
            "Ports rest after each session, so that late packets of it never reach the next: sessions x quarantine / holding of them do at a time.",
            "Exit codes: 0 there is a range, 1 there is none."
        })
final class SizeCommand implements Callable<Integer> {
    @Mixin private final PlanOptions options = new PlanOptions();

    @Option(
            names = "--sessions",
            required = true,
            paramLabel = "COUNT",
            description = "How many run at a time, at most.")
    private int sessions;

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            description = "What each of them has (default: ${DEFAULT-VALUE}).")
    private String shape = "rtp";

    @Option(
            names = "--holding",
            paramLabel = "TIME",
            description = "How long one lasts (default: ${DEFAULT-VALUE}).")
    private String holding = "60s";

    @Option(
            names = "--quarantine",
            paramLabel = "TIME",
            description = "How long its ports rest after it (default: ${DEFAULT-VALUE}).")
    private String quarantine = "5s";

    @Override
    public Integer call() throws Exception {
        var sizing = sizing();
        var language = options.common().language();
        var out = options.out();
        if (options.json()) {
            out.println(HubClient.JSON.toJson(asMap(sizing)));
        } else {
            out.println(sizing.text(language));
            sizing.lines()
                    .forEach(line ->
                            out.printf(
                                    "  %s%s%s%n",
                                    line.what().in(language),
                                    language.either(":  ", "："),
                                    line.line()));
        }
        out.flush();
        return sizing.range() == null ? 1 : 0;
    }

    private Sizing sizing() throws Exception {
        var protections = options.config().planning().protections();
        try (var desk = options.toRead()) {
            PlanCommand.checkWhole(desk.plan());
            var declared = desk.neighbours().stream().map(DeclaredPorts::reservation).toList();
            var need =
                    new Sizing.Need(
                            sessions, time("--holding", holding), time("--quarantine", quarantine));
            return Sizing.of(
                    need,
                    shape(),
                    SystemPorts.ofThisMachine(),
                    new Ground(Ground.BARE.look(), declared, protections));
        } catch (BadPlan bad) {
            throw new Usage(bad.text(options.common().language()));
        }
    }

    private Shape shape() {
        var shapes = options.config().planning().shapes();
        return shapes.named(shape)
                .orElseThrow(() ->
                        new Usage(
                                "there is no shape %s; %s"
                                        .formatted(shape, Spelling.hint(shape, shapes.names()))));
    }

    private static Duration time(String option, String text) {
        try {
            return Section.duration(text);
        } catch (NumberFormatException bad) {
            throw new Usage("%s is '%s'; write a time such as 60s".formatted(option, text));
        }
    }

    private static Map<String, Object> asMap(Sizing sizing) {
        var map = new LinkedHashMap<String, Object>();
        map.put("shape", sizing.shape().name());
        map.put("sessions", sizing.sessions());
        map.put("cooling", sizing.cooling());
        map.put("headroom", sizing.headroom());
        map.put("ports", sizing.ports());
        map.put("range", sizing.range() == null ? "" : sizing.range().toString());
        map.put("lines", sizing.lines().stream().map(Finding.Cure::line).toList());
        return map;
    }
}

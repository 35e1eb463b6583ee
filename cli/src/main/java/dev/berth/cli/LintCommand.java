package dev.berth.cli;

import dev.berth.api.PlanViews.PlanFinding;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks for what will go wrong with the plan one day. */
@Command(
        name = "lint",
        description = "Says what will go wrong with the plan one day, with the line that cures it.",
        footer = {"", "Exit codes: 0 nothing worse than a note, 1 there is."})
final class LintCommand implements Callable<Integer> {
    @Mixin private final PlanOptions options = new PlanOptions();

    @Override
    public Integer call() throws Exception {
        try (var desk = options.toRead()) {
            var findings = desk.lint();
            print(findings);
            return findings.stream().allMatch(finding -> finding.severity().equals("note")) ? 0 : 1;
        }
    }

    private void print(List<PlanFinding> findings) {
        var out = options.out();
        var colon = options.common().language().either(":  ", "：");
        if (options.json()) {
            out.println(HubClient.type(PlanFinding.class).list().toJson(findings));
        } else if (findings.isEmpty()) {
            out.println(
                    options.common()
                            .language()
                            .either("nothing stands against the plan", "规划没有问题"));
        }
        for (var finding : options.json() ? List.<PlanFinding>of() : findings) {
            out.printf("%-8s%s%n", finding.severity().toUpperCase(Locale.ROOT), finding.text());
            finding.cures()
                    .forEach(cure ->
                            out.printf("        %s%s%s%n", cure.text(), colon, cure.line()));
        }
        out.flush();
    }
}

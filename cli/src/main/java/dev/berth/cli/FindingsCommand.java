package dev.berth.cli;

import dev.berth.api.Views;
import dev.berth.ports.Language;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says which ports are not as the leases and the plan have them. */
@Command(
        name = "findings",
        description = "Says which ports are not as the leases and the plan have them.",
        footer = {
            "",
            "Exit codes: 0 all is well, 1 something is not, 2 the command line is wrong."
        })
final class FindingsCommand implements Callable<Integer> {
    @Mixin private final Common common = new Common();

    @Override
    public Integer call() throws Exception {
        var path =
                "/api/v1/ports/findings"
                        + (common.language() == Language.CHINESE ? "?lang=zh" : "");
        var json = common.hub().read(path);
        var findings = HubClient.type(Views.FindingView.class).list().fromJson(json);
        var out = common.out();
        if (common.json) {
            out.println(json);
        } else if (findings.isEmpty()) {
            out.println(common.language().either("every port is as it should be", "所有端口均符合预期"));
        } else {
            var table = new Table("WHAT", "PORT", "IN WORDS", "WAY OUT");
            for (var finding : findings) {
                table.row(finding.kind(), finding.endpoint(), finding.text(), way(finding));
            }
            table.print(out);
        }
        out.flush();
        return findings.isEmpty() ? 0 : 1;
    }

    private static String way(Views.FindingView finding) {
        if (finding.remedies().isEmpty()) {
            return "-";
        }
        var first = finding.remedies().getFirst();
        return first.command() == null ? first.text() : first.text() + " (" + first.command() + ")";
    }
}

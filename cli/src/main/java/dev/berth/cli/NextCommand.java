package dev.berth.cli;

import dev.berth.api.Views.Found;
import dev.berth.ports.Authority;
import dev.berth.ports.BadEndpoint;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Language;
import dev.berth.ports.PortRange;
import dev.berth.ports.Prospect;
import dev.berth.ports.Refusal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds the next good port, and says why each one before it is none. */
@Command(
        name = "next",
        description =
                "Finds a port that can be had: this one, or the next good one above it, with the reason for each one that was passed over.",
        footer = {
            "",
            "Privileged and ephemeral ports, and those of ip_local_reserved_ports, are never wandered into.",
            "The port is proved by binding it, and let go: take it at once, or lease it with the library.",
            "",
            "Exit codes: 0 a port was found, 1 there is none."
        })
final class NextCommand implements Callable<Integer> {
    @Mixin private final Common common = new Common();

    @Parameters(
            paramLabel = "ENDPOINT",
            description = "The preferred one: tcp/127.0.0.1:3030, udp/1900, 8080.")
    private String text = "";

    @Option(
            names = "--range",
            paramLabel = "FIRST-LAST",
            description = "The ports that will do (default: the preferred one and 100 above it).")
    private @Nullable String range;

    @Override
    public Integer call() throws Exception {
        var preferred = PortsCommand.endpoint(text);
        var wanted = range == null ? null : range(range);
        if (wanted != null && !wanted.contains(preferred.port())) {
            throw new Usage(
                    "%s lies outside of --range %s; begin with a port of it, as in berth ports next %s"
                            .formatted(preferred, wanted, preferred.withPort(wanted.first())));
        }
        var hub = common.findHub();
        print(hub.isPresent() ? asked(hub.get(), preferred) : found(preferred, wanted));
        return 0;
    }

    private static PortRange range(String text) {
        try {
            return PortRange.parse(text);
        } catch (BadEndpoint bad) {
            throw new Usage(String.valueOf(bad.getMessage()));
        }
    }

    /** A running hub knows what is planned besides what is held. */
    private Found asked(HubClient hub, Endpoint preferred) throws Exception {
        var path =
                "/api/v1/ports/next?endpoint="
                        + HubClient.encode(preferred.toString())
                        + (range == null ? "" : "&range=" + HubClient.encode(range))
                        + (common.language() == Language.CHINESE ? "&lang=zh" : "");
        return HubClient.type(Found.class).fromJson(hub.read(path));
    }

    private Found found(Endpoint preferred, @Nullable PortRange wanted) {
        var owner = "berth ports next";
        var claim =
                wanted == null
                        ? Claim.next(owner, "a free port", preferred)
                        : Claim.next(owner, "a free port", preferred, wanted);
        try (var authority = new Authority()) {
            return switch (authority.prospect(claim)) {
                case Prospect.Found found -> Found.of(found, common.language());
                case Prospect.None(Refusal why) ->
                        throw new IllegalStateException(why.explain(common.language()));
            };
        }
    }

    private void print(Found found) {
        if (common.json) {
            common.out().println(HubClient.type(Found.class).toJson(found));
            return;
        }
        common.out().println(found.endpoint());
        for (var why : found.passedOver()) {
            var lead = common.language().either("  passed over: ", "  跳过：");
            common.out().println(lead + why.text());
        }
    }
}

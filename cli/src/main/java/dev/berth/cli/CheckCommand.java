package dev.berth.cli;

import dev.berth.api.Views;
import dev.berth.ports.Authority;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Language;
import dev.berth.ports.Verdict;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a port is. */
@Command(
        name = "check",
        description =
                "Says whether a port can be had, and if not, by which rule, who has it and what to do.",
        footer = {
            "",
            "Exit codes: 0 it is free, 1 it is not, 3 it can be shared, 2 that is no endpoint."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin private final Common common = new Common();

    @Parameters(
            paramLabel = "ENDPOINT",
            description = "tcp/1935, udp/1900, tcp/127.0.0.1:8146, tcp/[::1]:8146.")
    private String text = "";

    @Option(
            names = "--browser",
            description = "Asks for browsers, which refuse to connect to some ports.")
    private boolean browser;

    @Option(
            names = "--reuse-port",
            description = "Asks for a program that sets SO_REUSEPORT, which few do.")
    private boolean reusePort;

    /** For whom it is asked. */
    private enum As {
        SERVER,
        BROWSER,
        SHARER
    }

    @Override
    public Integer call() throws Exception {
        var as = browser ? As.BROWSER : reusePort ? As.SHARER : As.SERVER;
        var check = look(common, PortsCommand.endpoint(text), as);
        if (common.json) {
            common.out().println(HubClient.type(Views.Check.class).toJson(check));
        } else {
            common.out().println(check.text());
        }
        return check.free() ? 0 : check.verdict().equals("shareable") ? 3 : 1;
    }

    /** A running hub knows what its own ports are for; without one, this process looks itself. */
    private static Views.Check look(Common common, Endpoint endpoint, As as) throws Exception {
        var hub = common.findHub();
        if (hub.isPresent()) {
            return HubClient.type(Views.Check.class)
                    .fromJson(hub.get().read(path(common, endpoint, as)));
        }
        try (var authority = new Authority()) {
            return Views.Check.of(verdict(authority, endpoint, as), common.language());
        }
    }

    private static String path(Common common, Endpoint endpoint, As as) {
        return "/api/v1/ports/check?endpoint="
                + HubClient.encode(endpoint.toString())
                + (common.language() == Language.CHINESE ? "&lang=zh" : "")
                + switch (as) {
                    case SERVER -> "";
                    case BROWSER -> "&client=browser";
                    case SHARER -> "&client=sharing";
                };
    }

    private static Verdict verdict(Authority authority, Endpoint endpoint, As as) {
        return switch (as) {
            case SERVER -> authority.check(endpoint);
            case BROWSER -> authority.checkForBrowsers(endpoint);
            case SHARER -> authority.checkForSharing(endpoint);
        };
    }
}

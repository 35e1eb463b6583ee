package dev.berth.cli;

import dev.berth.hub.HubConfig;
import dev.berth.hub.StandalonePlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command about the plan, and the way to it. */
final class PlanOptions {
    @Mixin private final Common common = new Common();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration, while no hub runs (default: berth.yaml if it is here).")
    private @Nullable Path config;

    boolean json() {
        return common.json;
    }

    Common common() {
        return common;
    }

    PrintWriter out() {
        return common.out();
    }

    /** Who asks, for the ledger. */
    static String by() {
        return System.getProperty("user.name", "somebody");
    }

    HubConfig config() {
        return ConfigCommand.read(ConfigCommand.file(config));
    }

    /** To look at the plan. */
    PlanDesk toRead() {
        var hub = common.findHub();
        return hub.isPresent()
                ? new HubDesk(hub.get(), common.language())
                : new FileDesk(StandalonePlan.toRead(config(), common.data()), common.language());
    }

    /** To change it; no hub starts on the data directory meanwhile. */
    PlanDesk toChange() throws IOException {
        var hub = common.findHub();
        return hub.isPresent()
                ? new HubDesk(hub.get(), common.language())
                : new FileDesk(StandalonePlan.toChange(config(), common.data()), common.language());
    }
}

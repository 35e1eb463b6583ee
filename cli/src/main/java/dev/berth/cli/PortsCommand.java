package dev.berth.cli;

import dev.berth.api.Views;
import dev.berth.ports.Authority;
import dev.berth.ports.BadEndpoint;
import dev.berth.ports.Endpoint;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks the port authority; without a subcommand, shows every socket of the machine. */
@Command(
        name = "ports",
        description = {
            "Shows the sockets of this machine and whose they are, or asks the port authority.",
            "A program that is ? belongs to somebody else: look as root."
        },
        subcommands = {
            PortsCommand.Leases.class,
            CheckCommand.class,
            PortsCommand.Who.class,
            NextCommand.class,
            LogCommand.class,
            FindingsCommand.class,
            ExplainCommand.class,
            PlanCommand.class,
            LintCommand.class,
            FirewallCommand.class,
            SizeCommand.class,
            ImportCommand.class,
            ShapesCommand.class
        })
final class PortsCommand implements Callable<Integer> {
    @Mixin private final Common common = new Common();

    @Mixin private final CensusTable census = new CensusTable();

    @Override
    public Integer call() throws Exception {
        return census.print(common);
    }

    static Endpoint endpoint(String text) {
        try {
            return Endpoint.parse(text);
        } catch (BadEndpoint bad) {
            throw new Usage(String.valueOf(bad.getMessage()));
        }
    }

    /** Lists leases. */
    @Command(
            name = "leases",
            description = "Lists the ports that the running hub holds, and what for.")
    static final class Leases implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Override
        public Integer call() throws Exception {
            var hub = common.hub();
            if (common.json) {
                common.out().println(hub.read("/api/v1/ports/leases"));
                return 0;
            }
            var table = new Table("PORT", "GRADE", "OWNER", "PURPOSE", "FOR");
            for (var lease : hub.list("/api/v1/ports/leases", Views.LeaseView.class)) {
                table.row(
                        lease.endpoint(),
                        lease.grade(),
                        lease.owner(),
                        lease.purpose(),
                        Words.ago(lease.since()));
            }
            table.print(common.out());
            return 0;
        }
    }

    /** Says who holds a port. */
    @Command(
            name = "who",
            description = "Says which processes hold sockets on a port.",
            footer = {"", "Exit codes: 0 somebody does, 1 nobody does, 2 that is no endpoint."})
    static final class Who implements Callable<Integer> {
        @Mixin private final Common common = new Common();

        @Parameters(
                paramLabel = "ENDPOINT",
                description = "tcp/1935, udp/1900, tcp/127.0.0.1:8146, tcp/[::1]:8146.")
        private String text = "";

        @Override
        public Integer call() {
            var endpoint = endpoint(text);
            try (var authority = new Authority()) {
                var holders =
                        authority.holders(endpoint).stream().map(Views.HolderView::of).toList();
                print(endpoint, holders);
                return holders.isEmpty() ? 1 : 0;
            }
        }

        private void print(Endpoint endpoint, List<Views.HolderView> holders) {
            if (common.json) {
                var who = new Views.Who(endpoint.toString(), holders);
                common.out().println(HubClient.type(Views.Who.class).toJson(who));
            } else if (holders.isEmpty()) {
                common.out().println("nobody holds a socket on " + endpoint);
            } else {
                var table =
                        new Table("KIND", "PID", "COMMAND", "USER", "UNIT", "LOCAL", "PEER", "FOR");
                for (var holder : holders) {
                    table.row(
                            holder.kind(),
                            holder.pid() < 0 ? "?" : Long.toString(holder.pid()),
                            holder.command(),
                            holder.user(),
                            Words.or(holder.unit(), "-"),
                            holder.local(),
                            Words.or(holder.peer(), "-"),
                            Words.ago(holder.since()));
                }
                table.print(common.out());
            }
        }
    }
}

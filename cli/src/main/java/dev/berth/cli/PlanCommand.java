package dev.berth.cli;

import dev.berth.api.PlanViews.BookingView;
import dev.berth.api.PlanViews.NextBlock;
import dev.berth.api.PlanViews.OfferView;
import dev.berth.api.PlanViews.PlanChange;
import dev.berth.api.PlanViews.PlanOutcome;
import dev.berth.api.PlanViews.PlanRange;
import dev.berth.api.PlanViews.PlanView;
import dev.berth.plan.BadPlan;
import dev.berth.plan.Booking;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and changes the plan. */
@Command(
        name = "plan",
        description =
                "Shows who has which ports in the plan, whether they run or not, and changes it.",
        footer = {
            "",
            "Examples: berth ports plan set \"Radio B\" --base 8140 --with autodj,legacy-dj",
            "          berth ports plan preview \"Radio B\" --base 8150",
            "Exit codes: 0 done, 1 the change is refused or it failed, 2 it makes no sense."
        },
        subcommands = {
            PlanCommand.Set.class,
            PlanCommand.Preview.class,
            PlanCommand.Remove.class,
            PlanCommand.Next.class,
            PlanCommand.Replan.class
        })
final class PlanCommand implements Callable<Integer> {
    @Mixin private final PlanOptions options = new PlanOptions();

    @Override
    public Integer call() throws Exception {
        try (var desk = options.toRead()) {
            var plan = desk.plan();
            if (options.json()) {
                options.out().println(HubClient.type(PlanView.class).toJson(plan));
                return plan.problem() == null ? 0 : 1;
            }
            if (plan.problem() == null || !plan.bookings().isEmpty()) {
                print(plan, options.out());
            }
            checkWhole(plan);
            return 0;
        }
    }

    /** Nothing is told from a plan that is not all there. */
    static void checkWhole(PlanView plan) throws IOException {
        var problem = plan.problem();
        if (problem != null) {
            throw new IOException(problem);
        }
    }

    private static void print(PlanView plan, PrintWriter out) {
        var table = new Table("PORT", "OWNER", "ROLE", "FOR", "SHAPE", "BASE", "REACH", "RULE");
        for (var booking : plan.bookings()) {
            rows(booking, table);
        }
        table.print(out);
    }

    private static void rows(BookingView booking, Table table) {
        for (var port : booking.ports()) {
            table.row(
                    port.endpoint(),
                    booking.owner(),
                    port.role(),
                    port.purpose(),
                    booking.shape(),
                    Integer.toString(booking.base()),
                    port.reach(),
                    Words.or(port.rule(), ""));
        }
    }

    /** Prints what came of a change, and says it in the exit code. */
    private static int told(PlanOptions options, PlanOutcome outcome) {
        var out = options.out();
        if (options.json()) {
            out.println(HubClient.type(PlanOutcome.class).toJson(outcome));
        } else {
            out.println(outcome.text());
            outcome.offers().stream()
                    .map(OfferView::command)
                    .map("  "::concat)
                    .forEach(out::println);
            var booking = outcome.booking();
            if (booking != null) {
                var table = new Table("PORT", "ROLE", "FOR", "RULE");
                booking.ports()
                        .forEach(port ->
                                table.row(
                                        port.endpoint(),
                                        port.role(),
                                        port.purpose(),
                                        Words.or(port.rule(), "")));
                table.print(out);
            }
        }
        out.flush();
        return outcome.accepted() ? 0 : 1;
    }

    /** What is no name is none of anybody in the plan, and is not sent to a hub. */
    private static void checkOwner(PlanOptions options, String owner) {
        try {
            Booking.checkOwner(owner);
        } catch (BadPlan bad) {
            throw new Usage(bad.text(options.common().language()));
        }
    }

    /** What is to be different. */
    static final class Wanted {
        @Parameters(paramLabel = "OWNER", description = "Whose ports, such as \"Radio B\".")
        private String owner = "";

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "What the owner is called from now on.")
        private @Nullable String name;

        @Option(
                names = "--shape",
                paramLabel = "NAME",
                description =
                        "Which ports belong together; berth ports shapes lists them (default: azuracast).")
        private @Nullable String shape;

        @Option(
                names = "--base",
                paramLabel = "PORT",
                description = "The port that the shape counts from (default: the next free block).")
        private @Nullable Integer base;

        @Option(
                names = "--with",
                split = ",",
                paramLabel = "FEATURE",
                description = "Features to switch on, such as autodj,legacy-dj.")
        private List<String> with = List.of();

        @Option(
                names = "--without",
                split = ",",
                paramLabel = "FEATURE",
                description = "Features to switch off.")
        private List<String> without = List.of();

        @Option(
                names = "--at",
                split = ",",
                paramLabel = "ROLE=PORT",
                description = "Roles that lie elsewhere than the shape has them.")
        private @Nullable List<String> at;

        @Option(
                names = "--address",
                paramLabel = "IP",
                description = "The address; empty for every address.")
        private @Nullable String address;

        @Option(names = "--notes", paramLabel = "TEXT", description = "Free text.")
        private @Nullable String notes;

        @Option(
                names = "--degrade",
                description = "Does without soft roles whose ports are not to be had.")
        private boolean degrade;

        @Option(
                names = "--force",
                paramLabel = "REASON",
                description = "Makes the change in spite of clashes; the ledger keeps the reason.")
        private @Nullable String force;

        PlanChange change(PlanOptions options) {
            checkOwner(options, owner);
            if (name != null) {
                checkOwner(options, name);
            }
            if (force != null && force.isBlank()) {
                throw new Usage("--force needs a reason; say why, for whoever reads the ledger");
            }
            return new PlanChange(
                    owner,
                    name,
                    shape,
                    base,
                    with,
                    without,
                    at,
                    address,
                    notes,
                    degrade,
                    force,
                    PlanOptions.by());
        }
    }

    /** Plans ports for an owner. */
    @Command(
            name = "set",
            description =
                    "Plans ports for an owner, or changes what it has; what is not said stays as it is.")
    static final class Set implements Callable<Integer> {
        @Mixin private final PlanOptions options = new PlanOptions();
        @Mixin private final Wanted wanted = new Wanted();

        @Override
        public Integer call() throws Exception {
            var change = wanted.change(options);
            try (var desk = options.toChange()) {
                return told(options, desk.change(change, false));
            }
        }
    }

    /** Says what a change would do. */
    @Command(name = "preview", description = "Says what set would do, and changes nothing.")
    static final class Preview implements Callable<Integer> {
        @Mixin private final PlanOptions options = new PlanOptions();
        @Mixin private final Wanted wanted = new Wanted();

        @Override
        public Integer call() throws Exception {
            var change = wanted.change(options);
            try (var desk = options.toRead()) {
                return told(options, desk.change(change, true));
            }
        }
    }

    /** Takes an owner out of the plan. */
    @Command(name = "remove", description = "Takes an owner out of the plan.")
    static final class Remove implements Callable<Integer> {
        @Mixin private final PlanOptions options = new PlanOptions();

        @Parameters(paramLabel = "OWNER", description = "As in the plan.")
        private String owner = "";

        @Override
        public Integer call() throws Exception {
            checkOwner(options, owner);
            try (var desk = options.toChange()) {
                return told(options, desk.remove(owner, PlanOptions.by()));
            }
        }
    }

    /** Says which block is free. */
    @Command(
            name = "next",
            description = "Says which base is free for a shape, the whole block with it.")
    static final class Next implements Callable<Integer> {
        @Mixin private final PlanOptions options = new PlanOptions();

        @Option(
                names = "--shape",
                paramLabel = "NAME",
                description = "Which ports belong together (default: ${DEFAULT-VALUE}).")
        private String shape = "azuracast";

        @Option(
                names = "--with",
                split = ",",
                paramLabel = "FEATURE",
                description = "Features that are on.")
        private List<String> with = List.of();

        @Override
        public Integer call() throws Exception {
            try (var desk = options.toRead()) {
                var next = desk.next(shape, with);
                var out = options.out();
                out.println(
                        options.json()
                                ? HubClient.type(NextBlock.class).toJson(next)
                                : next.text());
                out.flush();
                return next.base() == null ? 1 : 0;
            }
        }
    }

    /** Brings everybody into a range. */
    @Command(
            name = "replan",
            description =
                    "Brings everybody into a range, and off protected ports and each other, by moving as few as possible; all or nobody.")
    static final class Replan implements Callable<Integer> {
        @Mixin private final PlanOptions options = new PlanOptions();

        @Option(
                names = "--range",
                paramLabel = "FIRST-LAST",
                description = "The range (default: ports.range).")
        private @Nullable String range;

        @Option(names = "--preview", description = "Only says who would move.")
        private boolean preview;

        @Override
        public Integer call() throws Exception {
            var wanted = new PlanRange(range, preview, PlanOptions.by());
            try (var desk = preview ? options.toRead() : options.toChange()) {
                return told(options, desk.replan(wanted));
            }
        }
    }
}

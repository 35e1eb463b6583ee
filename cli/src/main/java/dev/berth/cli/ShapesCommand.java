package dev.berth.cli;

import dev.berth.api.PlanViews.RoleView;
import dev.berth.api.PlanViews.ShapeView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists shapes. */
@Command(
        name = "shapes",
        description =
                "Lists the shapes that can be planned with; ports.shapes in the configuration adds more.")
final class ShapesCommand implements Callable<Integer> {
    @Mixin private final PlanOptions options = new PlanOptions();

    @Override
    public Integer call() throws Exception {
        try (var desk = options.toRead()) {
            var shapes = desk.shapes();
            if (options.json()) {
                options.out().println(HubClient.type(ShapeView.class).list().toJson(shapes));
                options.out().flush();
                return 0;
            }
            var table = new Table("SHAPE", "BLOCK", "ROLE", "PORT", "NEEDS", "REACH", "FOR");
            shapes.forEach(shape -> shape.roles().forEach(role -> row(table, shape, role)));
            table.print(options.out());
            return 0;
        }
    }

    private static void row(Table table, ShapeView shape, RoleView role) {
        table.row(
                shape.name(),
                Integer.toString(shape.block()),
                role.name() + (role.soft() ? " (soft)" : ""),
                place(role),
                String.join(",", role.needs()),
                role.reach(),
                role.purpose());
    }

    /** {@code +5 tcp}, {@code +0..+5 tcp,udp}. */
    private static String place(RoleView role) {
        var first = "%+d".formatted(role.offset());
        var ports =
                role.count() == 1
                        ? first
                        : first + "..%+d".formatted(role.offset() + role.count() - 1);
        return ports + " " + String.join(",", role.transports());
    }
}

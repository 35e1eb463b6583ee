package dev.berth.planning;

import dev.berth.config.Section;
import dev.berth.plan.BadPlan;
import dev.berth.plan.Reach;
import dev.berth.plan.Role;
import dev.berth.plan.Role.Companion;
import dev.berth.plan.Shape;
import dev.berth.plan.Shapes;
import dev.berth.ports.Phrase;
import dev.berth.ports.Transport;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the shapes of the configuration: {@code ports.shapes}. */
final class OwnShapes {
    private static final int MOST = 100;

    private OwnShapes() {}

    static List<Shape> read(List<Section> sections) {
        return sections.stream()
                .limit(MOST)
                .map(OwnShapes::read)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Shape> read(Section section) {
        try {
            var shape = shape(section);
            section.end();
            return Optional.of(shape);
        } catch (BadPlan bad) {
            section.end();
            section.problem("name", String.valueOf(bad.getMessage()));
            return Optional.empty();
        }
    }

    private static Shape shape(Section section) {
        var name = section.text("name", "");
        int row = section.number("consecutive", 0, 1, 1_000);
        var transports = transports(section);
        int alignment = section.number("alignment", 1, 1, 1_000);
        int block = section.number("block", 0, 1, 65_535);
        var about = Phrase.same(section.text("about", name));
        var parts = section.sections("roles");
        if (row > 0) {
            var shape = Shapes.consecutive(name, row, transports);
            return new Shape(name, about, alignment, Math.max(block, row), shape.roles());
        }
        var roles = new ArrayList<Role>();
        for (var part : parts) {
            roles.add(role(part));
            part.end();
        }
        var tight = Shape.tight(name, about, alignment, roles);
        return block == 0 ? tight : tight.inBlocksOf(block);
    }

    private static Role role(Section section) {
        return new Role(
                section.text("name", ""),
                section.number("offset", 0, -65_534, 65_534),
                section.number("count", 1, 1, 1_000),
                transports(section),
                words(section, "needs"),
                section.flag("soft", false),
                section.choice("reach", List.of(Reach.OPEN, Reach.INTERNAL, Reach.BROWSER)),
                Phrase.same(section.text("purpose", section.text("name", ""))),
                companion(section));
    }

    private static @Nullable Companion companion(Section section) {
        var of = section.text("follows", "");
        int distance = section.number("distance", 1, -1_000, 1_000);
        var why = section.text("why", "clients count on it");
        return of.isEmpty() ? null : new Companion(of, distance, Phrase.same(why));
    }

    private static Set<String> words(Section section, String key) {
        return section.texts(key).stream().map(Section.Text::value).collect(Collectors.toSet());
    }

    /** TCP when nothing is said. */
    private static Set<Transport> transports(Section section) {
        var transports = EnumSet.noneOf(Transport.class);
        for (var text : section.texts("transport")) {
            switch (text.value().toLowerCase(Locale.ROOT)) {
                case "tcp" -> transports.add(Transport.TCP);
                case "udp" -> transports.add(Transport.UDP);
                default ->
                        section.problem(
                                "transport",
                                "transport is '%s'; use tcp, udp, or a list of both"
                                        .formatted(text.value()));
            }
        }
        return transports.isEmpty() ? Set.of(Transport.TCP) : transports;
    }
}

package dev.berth.planning;

import dev.berth.config.BadConfig;
import dev.berth.config.ConfigFile;
import dev.berth.config.KeptFile;
import dev.berth.config.Problems;
import dev.berth.config.Section;
import dev.berth.config.Spelling;
import dev.berth.plan.BadPlan;
import dev.berth.plan.Booking;
import dev.berth.plan.Plan;
import dev.berth.plan.Shape;
import dev.berth.plan.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The plan in the data directory: {@code plan.yaml}, to be read by people too. Shapes are named in
 * it, and described in the configuration.
 */
record PlanFile(Path path, Shapes shapes) {
    private static final int FORMAT = 1;

    static PlanFile in(Path directory, Shapes shapes) {
        return new PlanFile(directory.resolve("plan.yaml"), shapes);
    }

    /**
     * The plan; an empty one when nothing was ever planned.
     *
     * @throws BadConfig with what is wrong with the file, when it is not what was written
     */
    Plan read() throws BadConfig {
        if (Files.notExists(path)) {
            return Plan.EMPTY;
        }
        var problems = new Problems();
        var root = ConfigFile.read(path, problems);
        if (root.number("format", 0, FORMAT, FORMAT) != FORMAT && problems.none()) {
            root.problem("format", "format is missing; this is no plan, or not the whole of it");
        }
        var plan = plan(root);
        root.end();
        problems.check();
        return plan;
    }

    private Plan plan(Section root) {
        var bookings = new ArrayList<Booking>();
        for (var section : root.sections("bookings")) {
            try {
                booking(section).ifPresent(bookings::add);
            } catch (BadPlan bad) {
                section.problem("owner", String.valueOf(bad.getMessage()));
            }
            section.end();
        }
        try {
            return new Plan(bookings);
        } catch (BadPlan bad) {
            root.problem("bookings", String.valueOf(bad.getMessage()));
            return Plan.EMPTY;
        }
    }

    private Optional<Booking> booking(Section section) {
        var owner = section.text("owner", "");
        var shape = shape(section);
        int base = section.number("base", 0, 1, 65_535);
        var with = words(section, "with");
        var at = places(section);
        var without = words(section, "without");
        var address = section.address("address");
        var notes = section.text("notes", "");
        return shape.map(
                found -> new Booking(owner, found, base, with, at, without, address, notes));
    }

    private Optional<Shape> shape(Section section) {
        var name = section.text("shape", "");
        var shape = shapes.named(name);
        if (shape.isEmpty()) {
            section.problem(
                    "shape",
                    "the shape %s is in no configuration; %s"
                            .formatted(name, Spelling.hint(name, shapes.names())));
        }
        return shape;
    }

    private static Set<String> words(Section section, String key) {
        return section.texts(key).stream().map(Section.Text::value).collect(Collectors.toSet());
    }

    private static Map<String, Integer> places(Section section) {
        var places = new HashMap<String, Integer>();
        for (var text : section.texts("at")) {
            try {
                Wish.place(text.value(), places);
            } catch (IllegalArgumentException bad) {
                section.problem("at", String.valueOf(bad.getMessage()));
            }
        }
        return places;
    }

    void write(Plan plan) throws IOException {
        var text = new StringBuilder("# The plan of record; berth ports plan changes it.\n");
        text.append("format: ").append(FORMAT).append('\n');
        text.append(plan.bookings().isEmpty() ? "bookings: []\n" : "bookings:\n");
        plan.bookings().forEach(booking -> entry(booking, text));
        Files.createDirectories(path.toAbsolutePath().getParent());
        KeptFile.replace(path, text.toString());
    }

    private static void entry(Booking booking, StringBuilder text) {
        text.append("  - owner: ").append(KeptFile.quoted(booking.owner())).append('\n');
        line(text, "shape", booking.shape().name());
        line(text, "base", Integer.toString(booking.base()));
        list(text, "with", new TreeSet<>(booking.features()));
        list(
                text,
                "at",
                new TreeMap<>(booking.places())
                        .entrySet().stream()
                                .map(place -> place.getKey() + "=" + place.getValue())
                                .toList());
        list(text, "without", new TreeSet<>(booking.without()));
        var address = booking.address();
        if (address != null) {
            line(text, "address", KeptFile.quoted(address.getHostAddress()));
        }
        if (!booking.notes().isEmpty()) {
            line(text, "notes", KeptFile.quoted(booking.notes()));
        }
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append("    ").append(key).append(": ").append(value).append('\n');
    }

    private static void list(StringBuilder text, String key, Collection<String> words) {
        if (!words.isEmpty()) {
            line(text, key, "[" + String.join(", ", words) + "]");
        }
    }
}

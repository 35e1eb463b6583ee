package dev.berth.planning;

import dev.berth.config.Section;
import dev.berth.plan.Protection;
import dev.berth.plan.Shape;
import dev.berth.plan.Shapes;
import dev.berth.ports.BadEndpoint;
import dev.berth.ports.PortRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How ports are planned.
 *
 * @param range where blocks are given out
 * @param block how many ports a station is given
 * @param protections ports that nothing is planned on
 * @param own shapes beside those that come with Berth
 * @param neighbours files that name ports of other programs
 */
public record PlanningConfig(
        PortRange range,
        int block,
        List<Protection> protections,
        List<Shape> own,
        List<Path> neighbours) {
    /** What AzuraCast gives to stations, so that they keep their ports. */
    public static final PlanningConfig DEFAULT =
            new PlanningConfig(
                    new PortRange(8_000, 8_499),
                    Shapes.STATION_BLOCK,
                    Protection.USUAL,
                    List.of(),
                    List.of());

    private static final int LEAST_BLOCK = 6;
    private static final int MOST_FILES = 100;

    public PlanningConfig {
        protections = List.copyOf(protections);
        own = List.copyOf(own);
        neighbours = List.copyOf(neighbours);
    }

    /** Reads its keys of the section {@code ports}, which others read too and somebody ends. */
    public static PlanningConfig read(Section section) {
        return new PlanningConfig(
                section.value(
                        "range", DEFAULT.range, "a range such as 8000-8499", PortRange::parse),
                section.number("block", DEFAULT.block, LEAST_BLOCK, 1_000),
                protections(section),
                OwnShapes.read(section.sections("shapes")),
                neighbours(section));
    }

    private static List<Protection> protections(Section section) {
        var texts = section.texts("protected");
        if (texts.isEmpty()) {
            return DEFAULT.protections;
        }
        var protections = new ArrayList<Protection>();
        for (var text : texts) {
            if (text.value().equals("none")) {
                continue;
            }
            try {
                protections.add(new Protection(PortRange.parse(text.value()), "others"));
            } catch (BadEndpoint bad) {
                section.problem("protected", "ports.protected: " + bad.getMessage());
            }
        }
        return protections;
    }

    private static List<Path> neighbours(Section section) {
        var texts = section.texts("neighbours");
        if (texts.size() > MOST_FILES) {
            section.problem(
                    "neighbours",
                    "ports.neighbours names %d files; name at most %d"
                            .formatted(texts.size(), MOST_FILES));
        }
        return texts.stream().limit(MOST_FILES).map(text -> Path.of(text.value())).toList();
    }

    /** Every shape there is: stations in blocks of {@link #block}, and one's own. */
    public Shapes shapes() {
        var stations =
                Shapes.BUILT_IN.all().stream()
                        .filter(shape -> shape.block() == Shapes.STATION_BLOCK)
                        .map(shape -> shape.inBlocksOf(Math.max(block, shape.span())))
                        .toList();
        return Shapes.BUILT_IN.with(stations).with(own);
    }
}

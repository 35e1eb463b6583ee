package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the code to the drawing: FLOORPLAN at the root of the project. */
class FloorplanTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("ports", "codecs", "hub", "cli");
    private static final Set<String> NO_SIDEWAYS = Set.of("features", "doors");
    private static final Set<String> MEANINGLESS =
            Set.of("core", "common", "util", "service", "manager", "impl", "model", "dto");

    private static Floorplan plan;
    private static Set<Arrow> code;
    private static Set<String> rooms;

    private record Arrow(String from, String to) {
        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    @BeforeAll
    static void read() throws IOException {
        plan = Floorplan.parse(Files.readAllLines(ROOT.resolve("FLOORPLAN")));
        var classes =
                new ClassFileImporter()
                        .importPaths(
                                MODULES.stream()
                                        .map(module ->
                                                ROOT.resolve(module).resolve("target/classes"))
                                        .toList());
        rooms =
                classes.stream()
                        .flatMap(FloorplanTest::room)
                        .collect(Collectors.toCollection(TreeSet::new));
        code =
                classes.stream()
                        .flatMap(FloorplanTest::arrows)
                        .collect(
                                Collectors.toCollection(() ->
                                        new TreeSet<>((one, other) ->
                                                one.toString().compareTo(other.toString()))));
    }

    /**
     * The room of a class: the package below dev.berth, where everything in dev.berth.codec is
     * codecs.
     */
    private static Stream<String> room(JavaClass type) {
        var name = type.getPackageName();
        if (!name.startsWith("dev.berth.")) {
            return Stream.empty();
        }
        var room = name.substring("dev.berth.".length()).replaceAll("\\..*", "");
        return Stream.of(room.equals("codec") ? "codecs" : room);
    }

    private static Stream<Arrow> arrows(JavaClass type) {
        return room(type)
                .flatMap(from ->
                        type.getDirectDependenciesFromSelf().stream()
                                .flatMap(dependency ->
                                        room(dependency.getTargetClass().getBaseComponentType()))
                                .filter(to -> !to.equals(from))
                                .map(to -> new Arrow(from, to)));
    }

    @Test
    void everyRoomIsOnAFloorAndEveryFloorHasOnlyRoomsThatAreBuilt() {
        assertThat(rooms).isEqualTo(new TreeSet<>(plan.rooms()));
    }

    @Test
    void everyImportBetweenRoomsIsDrawn() {
        var undrawn = code.stream().filter(arrow -> !plan.arrows().contains(arrow)).toList();
        assertThat(undrawn)
                .as("draw these arrows in FLOORPLAN if they belong there, or remove the imports")
                .isEmpty();
    }

    @Test
    void everyArrowThatIsDrawnIsNeeded() {
        var unneeded = plan.arrows().stream().filter(arrow -> !code.contains(arrow)).toList();
        assertThat(unneeded).as("nothing needs these arrows of FLOORPLAN any more").isEmpty();
    }

    @Test
    void arrowsPointDownAndNeverSidewaysBetweenDoorsOrFeatures() {
        var wrong =
                plan.arrows().stream()
                        .filter(arrow ->
                                plan.height(arrow.from()) < plan.height(arrow.to())
                                        || (plan.height(arrow.from()) == plan.height(arrow.to())
                                                && NO_SIDEWAYS.contains(plan.floor(arrow.from()))))
                        .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void noArrowsGoRound() {
        for (var room : plan.rooms()) {
            assertThat(reachedFrom(room))
                    .as("rooms that " + room + " leads to")
                    .doesNotContain(room);
        }
    }

    private static Set<String> reachedFrom(String room) {
        var reached = new TreeSet<String>();
        var next = new ArrayDeque<>(List.of(room));
        while (!next.isEmpty()) {
            var from = next.remove();
            plan.arrows().stream()
                    .filter(arrow -> arrow.from().equals(from) && reached.add(arrow.to()))
                    .forEach(arrow -> next.add(arrow.to()));
        }
        return reached;
    }

    @Test
    void noRoomHasANameThatMeansNothing() {
        assertThat(rooms).doesNotContainAnyElementsOf(MEANINGLESS);
    }

    /** The page as data; floors from the roof down. */
    private record Floorplan(List<Floor> floors, Set<Arrow> arrows) {
        record Floor(String name, List<String> rooms) {}

        static Floorplan parse(List<String> lines) {
            var floors =
                    lines.stream()
                            .filter(line -> line.startsWith("floor "))
                            .map(line -> words(line.substring("floor ".length())))
                            .map(words ->
                                    new Floor(
                                            words.getFirst(),
                                            built(words.subList(1, words.size()))))
                            .toList();
            var arrows =
                    lines.stream()
                            .filter(line -> !line.startsWith("#") && line.contains("->"))
                            .map(line -> line.split("->", 2))
                            .flatMap(sides ->
                                    words(sides[1]).stream()
                                            .map(to -> new Arrow(sides[0].strip(), to)))
                            .collect(Collectors.toSet());
            return new Floorplan(floors, arrows);
        }

        private static List<String> words(String line) {
            return List.of(line.strip().split("\\s+"));
        }

        private static List<String> built(List<String> rooms) {
            return rooms.stream().filter(room -> !room.startsWith("(")).toList();
        }

        List<String> rooms() {
            return floors.stream().flatMap(floor -> floor.rooms().stream()).toList();
        }

        String floor(String room) {
            return of(room).name();
        }

        /** How high a room lies; the cellar is 0. */
        int height(String room) {
            return floors.size() - 1 - floors.indexOf(of(room));
        }

        private Floor of(String room) {
            return floors.stream()
                    .filter(floor -> floor.rooms().contains(room))
                    .findFirst()
                    .orElseThrow(() ->
                            new AssertionError(
                                    "FLOORPLAN draws arrows at "
                                            + room
                                            + ", which is on no floor"));
        }
    }
}

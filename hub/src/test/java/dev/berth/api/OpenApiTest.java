package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.access.Access;
import dev.berth.hub.Trial;
import io.helidon.http.Method;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the description of the API to the code, and the code to the description. */
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    /** What is asked for with as little as one likes. */
    private static final Set<Class<?>> ALL_OPTIONAL =
            Set.of(PlanViews.PlanChange.class, PlanViews.PlanRange.class, PlanViews.Import.class);

    /** What is asked for with these at least. */
    private static final Map<Class<?>, Set<String>> REQUIRED =
            Map.of(Views.NewOutputs.class, new LinkedHashSet<>(List.of("from", "to")));

    private static Trial trial;
    private static Map<String, Object> described;

    @BeforeAll
    static void start() {
        trial = Trial.start();
        described = Trial.body(trial.get("/openapi"));
    }

    @AfterAll
    static void end() {
        trial.close();
    }

    private static Map<String, Object> part(Map<String, Object> whole, String key) {
        assertThat(whole).containsKey(key);
        return Trial.object(whole.get(key));
    }

    private static Map<String, Object> paths() {
        return part(described, "paths");
    }

    private static Map<String, Object> schemas() {
        return part(part(described, "components"), "schemas");
    }

    /** {@code GET /api/v1/health}. */
    private static Set<String> describedRoutes() {
        return paths().entrySet().stream()
                .flatMap(path ->
                        Trial.object(path.getValue()).keySet().stream()
                                .filter(METHODS::contains)
                                .map(method ->
                                        method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Class<?>> views() {
        return Stream.of(Views.class, PlanViews.class)
                .flatMap(views -> Arrays.stream(views.getDeclaredClasses()))
                .filter(Class::isRecord)
                .<Class<?>>map(view -> view)
                .toList();
    }

    private static Set<String> names(Class<?> view) {
        return Arrays.stream(view.getRecordComponents())
                .map(component -> component.getName())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Test
    void itIsOpenApi31() {
        assertThat(described.get("openapi")).isEqualTo("3.1.0");
        assertThat(part(described, "info")).containsKeys("title", "version", "license");
    }

    @Test
    void everyRouteIsDescribedAndEveryDescribedPathIsARoute() throws IOException {
        var routes =
                server().routes().stream()
                        .map(route -> route.method().text() + " " + route.path().replace("{+", "{"))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(describedRoutes()).isEqualTo(routes);
    }

    /** Its routes need none of what they would answer with. */
    private static ApiServer server() {
        return new ApiServer(
                ApiConfig.DEFAULT,
                trial.hub().authority(),
                trial.hub().streams(),
                Access.open(),
                trial.hub().restream(),
                trial.hub().pulls(),
                trial.hub().recorder(),
                new dev.berth.supervise.Supervisor(
                        trial.hub().authority(),
                        new dev.berth.journal.Journal(java.time.Clock.systemUTC()),
                        java.time.Duration.ofSeconds(1)),
                new dev.berth.journal.Journal(java.time.Clock.systemUTC()),
                trial.hub().ledger(),
                trial.hub().watch(),
                trial.hub().plan(),
                trial.hub().neighbours(),
                List.of(),
                "test",
                java.time.Instant.EPOCH);
    }

    @Test
    void everyDescribedPathAnswersAndOtherMethodsAreRefusedWithTheRightOnes() {
        for (var path : paths().keySet()) {
            var real =
                    path.replace("{id}", "o77")
                            .replace("{name}", "live/none")
                            .replace("{owner}", "nobody");
            var refused =
                    trial.send(
                            trial.request(real)
                                    .method("PATCH", HttpRequest.BodyPublishers.noBody()));
            assertThat(refused.statusCode()).as("PATCH %s", path).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow").orElse("").split(", "))
                    .as("Allow of %s", path)
                    .containsExactlyInAnyOrderElementsOf(
                            Trial.object(paths().get(path)).keySet().stream()
                                    .filter(METHODS::contains)
                                    .map(method ->
                                            Method.create(method.toUpperCase(Locale.ROOT)).text())
                                    .toList());
            if (!path.equals("/api/v1/events")) {
                assertThat(trial.get(real).body())
                        .as("GET %s", path)
                        .doesNotContain("there is nothing at");
            }
        }
    }

    @Test
    void everySchemaHasExactlyThePropertiesThatTheRecordsWrite() {
        assertThat(schemas().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        views().stream().map(Class::getSimpleName).toList());
        for (var view : views()) {
            var schema = part(schemas(), view.getSimpleName());
            assertThat(part(schema, "properties").keySet())
                    .as("properties of %s", view.getSimpleName())
                    .containsExactlyElementsOf(names(view));
            if (ALL_OPTIONAL.contains(view)) {
                assertThat(schema).doesNotContainKey("required");
                continue;
            }
            assertThat(strings(schema.get("required")))
                    .as("required of %s", view.getSimpleName())
                    .containsExactlyElementsOf(REQUIRED.getOrDefault(view, names(view)));
        }
    }

    @Test
    void everySchemaHasTheTypesOfTheRecords() {
        for (var view : views()) {
            for (var component : view.getRecordComponents()) {
                var property =
                        part(
                                part(part(schemas(), view.getSimpleName()), "properties"),
                                component.getName());
                assertThat(types(property))
                        .as("type of %s.%s", view.getSimpleName(), component.getName())
                        .contains(expected(component.getType()));
            }
        }
    }

    private static String expected(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type == int.class
                || type == long.class
                || type == Integer.class
                || type == Long.class) {
            return "integer";
        }
        if (type == double.class) {
            return "number";
        }
        if (type == List.class) {
            return "array";
        }
        return type.isRecord() ? "#/components/schemas/" + type.getSimpleName() : "string";
    }

    /** Its types, or what it refers to. */
    private static List<String> types(Map<String, Object> property) {
        if (property.get("oneOf") instanceof List<?> ways) {
            return ways.stream().flatMap(way -> types(Trial.object(way)).stream()).toList();
        }
        return property.containsKey("$ref")
                ? List.of(String.valueOf(property.get("$ref")))
                : strings(property.get("type"));
    }

    private static List<String> strings(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        references(described)
                .forEach(reference -> {
                    var place = described;
                    for (var step : List.of(reference.substring("#/".length()).split("/", -1))) {
                        place = part(place, step);
                    }
                });
    }

    private static Stream<String> references(Object node) {
        return switch (node) {
            case Map<?, ?> map when map.get("$ref") instanceof String reference ->
                    Stream.of(reference);
            case Map<?, ?> map -> map.values().stream().flatMap(OpenApiTest::references);
            case List<?> list -> list.stream().flatMap(OpenApiTest::references);
            default -> Stream.empty();
        };
    }
}

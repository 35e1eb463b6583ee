package dev.berth.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.config.ConfigFile;
import dev.berth.config.Problems;
import dev.berth.plan.Booking;
import dev.berth.plan.Shape;
import dev.berth.ports.PortRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanningConfigTest {
    @TempDir Path place;

    private final Problems problems = new Problems();

    private PlanningConfig read(String text) throws Exception {
        var file = Files.writeString(place.resolve("berth.yaml"), text);
        var root = ConfigFile.read(file, problems);
        var ports = root.section("ports");
        var config = PlanningConfig.read(ports);
        ports.end();
        root.end();
        return config;
    }

    private static List<String> endpoints(Shape shape, int base, String... features) {
        return Booking.of("S", shape, base, features).ports().stream()
                .map(port -> port.role().name() + " " + port.endpoint())
                .toList();
    }

    @Test
    void nothingWrittenMeansTheStationsOfAzuraCast() throws Exception {
        assertThat(read("{}")).isEqualTo(PlanningConfig.DEFAULT);
    }

    @Test
    void ownShapesAreAsGoodAsThoseThatComeWithIt() throws Exception {
        var config =
                read(
                        """
                        ports:
                          range: 27000-27999
                          block: 20
                          protected: [27022, 27100-27109]
                          neighbours: [docker-compose.yml]
                          shapes:
                            - name: bridge
                              consecutive: 6
                              transport: udp
                            - name: studio
                              alignment: 2
                              block: 8
                              roles:
                                - name: media
                                  transport: [udp, tcp]
                                  count: 2
                                - name: door
                                  offset: 4
                                  needs: guests
                                  reach: browser
                                - name: old-door
                                  offset: 5
                                  needs: guests
                                  soft: true
                                  follows: door
                                  why: old clients dial one higher
                        """);

        assertThat(problems.all()).isEmpty();
        assertThat(config.range()).isEqualTo(new PortRange(27_000, 27_999));
        assertThat(config.protections()).hasSize(2);
        assertThat(config.shapes().named("azuracast").orElseThrow().block()).isEqualTo(20);
        assertThat(endpoints(config.shapes().named("bridge").orElseThrow(), 27_000)).hasSize(6);
        assertThat(endpoints(config.shapes().named("studio").orElseThrow(), 27_002, "guests"))
                .containsExactly(
                        "media tcp/27002",
                        "media udp/27002",
                        "media tcp/27003",
                        "media udp/27003",
                        "door tcp/27006",
                        "old-door tcp/27007");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceWithItsLine() throws Exception {
        read(
                """
                ports:
                  rnage: 1-2
                  block: 5
                  protected: [99999]
                  shapes:
                    - name: Upper
                      consecutive: 2
                    - name: crossed
                      roles:
                        - name: a
                        - name: b
                    - name: empty
                      rolls: []
                """);

        assertThat(problems.all())
                .anyMatch(problem ->
                        problem.contains("did you mean ports.range?")
                                || problem.contains("did you mean range?"))
                .anyMatch(problem -> problem.contains("line 3") && problem.contains("6 to 1000"))
                .anyMatch(problem -> problem.contains("99999"))
                .anyMatch(problem -> problem.contains("'Upper' is no name"))
                .anyMatch(problem -> problem.contains("roles a and b of shape crossed"))
                .anyMatch(problem -> problem.contains("did you mean roles?"))
                .anyMatch(problem -> problem.contains("shape empty has 0 roles"));
    }
}

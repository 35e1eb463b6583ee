package dev.berth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Problems problems = new Problems();

    private Section parse(String text) throws BadConfig {
        return ConfigFile.parse("berth.yaml", text, problems);
    }

    private static List<String> refused(String text) {
        try {
            ConfigFile.parse("berth.yaml", text, new Problems());
            throw new AssertionError("it was taken: " + text);
        } catch (BadConfig bad) {
            return bad.problems();
        }
    }

    @Test
    void brokenYamlIsRefusedWithItsLine() {
        assertThat(refused("rtmp:\n  listen: [tcp/1935\n"))
                .singleElement()
                .asString()
                .startsWith("berth.yaml line ")
                .endsWith("; mend the YAML there");
        assertThat(refused("a: 1\n\tb: 2\n")).singleElement().asString().contains("line 2");
        assertThat(refused("a: 1\n---\nb: 2\n")).singleElement().asString().contains("line 2");
        assertThat(refused("a: *nobody\n")).singleElement().asString().contains("line 1");
    }

    @Test
    void aFileThatIsNestedOutOfReasonIsRefused() {
        assertThat(refused("[".repeat(200_000))).hasSize(1);
    }

    @Test
    void aFileThatIsNotThereOrNoTextOrTooLargeIsRefused(@TempDir Path place) throws Exception {
        var binary = Files.write(place.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, 1});
        var large =
                Files.writeString(
                        place.resolve("large.yaml"),
                        "#".repeat((1 << 20) + 1),
                        StandardCharsets.US_ASCII);

        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> ConfigFile.read(place.resolve("none.yaml"), problems))
                .withMessageEndingWith("none.yaml is not there; name a file that is, or none");
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> ConfigFile.read(binary, problems))
                .withMessageContaining("is not UTF-8 text");
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> ConfigFile.read(large, problems))
                .withMessageContaining("more than 1048576 bytes");
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> ConfigFile.read(place, problems))
                .withMessageContaining("is no regular file");
    }

    @Test
    void anEmptyFileIsAllDefaults() throws Exception {
        for (var text : List.of("", "# nothing\n", "---\n", "rtmp:\n")) {
            var root = parse(text);
            assertThat(root.section("rtmp").number("port", 7, 1, 9)).isEqualTo(7);
            root.end();
        }
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void aKeyThatIsThereTwiceIsNamedWithItsLine() throws Exception {
        parse("api:\n  token: a\n  token: b\n").section("api").text("token", "");

        assertThat(problems.all())
                .containsExactly("berth.yaml line 3: api.token is there twice; keep one");
    }

    @Test
    void unknownKeysAreNamedInTheOrderOfTheFile() throws Exception {
        var root = parse("zeta: 1\nlisen: 2\nalpha: 3\n");
        root.text("listen", "");
        root.end();

        assertThat(problems.all())
                .containsExactly(
                        "berth.yaml line 1: zeta is unknown; known are listen",
                        "berth.yaml line 2: lisen is unknown; did you mean listen?",
                        "berth.yaml line 3: alpha is unknown; known are listen");
    }

    @Test
    void numbersTimesAndSizesOutOfRangeAreRefusedWithTheRange() throws Exception {
        var root = parse("number: 70000\ntime: 2h\nsize: 1GiB\nflag: maybe\n");
        assertThat(root.number("number", 5, 1, 65_535)).isEqualTo(5);
        assertThat(root.duration("time", SECOND, SECOND, HOUR)).isEqualTo(SECOND);
        assertThat(root.size("size", 9, 1, 1 << 20)).isEqualTo(9);
        assertThat(root.flag("flag", true)).isTrue();

        assertThat(problems.all())
                .containsExactly(
                        "berth.yaml line 1: number is '70000'; use a number from 1 to 65535",
                        "berth.yaml line 2: time is '2h'; use a time from 1s to 3600s, such as 1s",
                        "berth.yaml line 3: size is '1GiB'; use a size from 1 to 1048576 bytes, such as 8MiB",
                        "berth.yaml line 4: flag is 'maybe'; use true or false");
    }

    @Test
    void whatIsNoNumberTimeOrSizeIsRefused() throws Exception {
        for (var bad : List.of("ten", "-1", "1.5", "10 parsecs", "99999999999", "''", "[1]")) {
            var root = parse("a: " + bad + "\nb: " + bad + "\nc: " + bad + "\n");
            root.number("a", 5, 1, 9);
            root.duration("b", SECOND, SECOND, HOUR);
            root.size("c", 5, 1, 9);
        }
        assertThat(problems.all()).hasSize(7 * 3);
    }

    @Test
    void timesAndSizesAreReadInTheirUnits() throws Exception {
        var root = parse("a: 50ms\nb: 2m\nc: 1h\nd: 8MiB\ne: 64 kB\nf: 100\ng: 0\n");
        assertThat(root.duration("a", SECOND, Duration.ZERO, HOUR))
                .isEqualTo(Duration.ofMillis(50));
        assertThat(root.duration("b", SECOND, Duration.ZERO, HOUR))
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(root.duration("c", SECOND, Duration.ZERO, HOUR)).isEqualTo(HOUR);
        assertThat(root.size("d", 0, 0, 1 << 30)).isEqualTo(8 << 20);
        assertThat(root.size("e", 0, 0, 1 << 30)).isEqualTo(64_000);
        assertThat(root.size("f", 1, 0, 1 << 30)).isEqualTo(100);
        assertThat(root.duration("g", SECOND, Duration.ZERO, HOUR)).isZero();
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void aWordThatIsNoChoiceGetsTheChoicesAndNoJava() throws Exception {
        parse("retention: sometimes\n").choice("retention", List.of(RetentionPolicy.values()));

        assertThat(problems.all())
                .containsExactly(
                        "berth.yaml line 1: retention is 'sometimes'; use one of [source, class, runtime]");
    }

    @Test
    void aPathThatIsNoneIsAProblemAndNoException() throws Exception {
        assertThat(parse("key: \"a\\0b\"\n").path("key", null)).isNull();

        assertThat(problems.all())
                .singleElement()
                .asString()
                .startsWith("berth.yaml line 1: key is ")
                .contains("use a path");
    }

    @Test
    void aListWhereAMappingBelongsAndTheOtherWayRoundAreRefused() throws Exception {
        var root = parse("rtmp: [1, 2]\nrestream:\n  from: test\nto:\n  - {a: b}\n");
        root.section("rtmp");
        root.sections("restream");
        root.texts("to");

        assertThat(problems.all())
                .containsExactly(
                        "berth.yaml line 1: rtmp holds a list of 2; use indented keys below it",
                        "berth.yaml line 3: restream is a mapping of 1; use a list, a line with a dash for each",
                        "berth.yaml line 5: to holds a mapping of 1; use texts");
    }

    @Test
    void oneTextIsAListOfOneAndRemembersItsLine() throws Exception {
        assertThat(parse("to: a\n").texts("to"))
                .containsExactly(new Section.Text("a", "berth.yaml line 1"));
        assertThat(parse("to:\n").texts("to")).isEmpty();
    }
}

package dev.berth.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the documentation of the package is compiled and run as it stands there. */
class ExampleTest {
    private static final Path DOCUMENTATION =
            Path.of("src/main/java/dev/berth/ports/package-info.java");

    @TempDir private Path folder;

    @Test
    void theExampleOfTheDocumentationServesAndSaysWhere() throws IOException, InterruptedException {
        var source = folder.resolve("Example.java");
        Files.writeString(
                source,
                """
                import dev.berth.ports.*;
                class Example {
                    public static void main(String[] arguments) throws Exception {
                %s
                    }
                }
                """
                        .formatted(example()));

        assertThat(run(source)).anyMatch(line -> line.startsWith("serving on /127.0.0.1:8"));
    }

    /** Between the line that opens the snippet and the brace that closes it. */
    private static String example() throws IOException {
        var lines =
                Files.readAllLines(DOCUMENTATION).stream()
                        .dropWhile(line -> !line.contains("{@snippet"))
                        .skip(1)
                        .takeWhile(line -> !line.equals(" *"))
                        .map(line -> line.substring(2))
                        .toList();
        return String.join("\n", lines.subList(0, lines.size() - 1));
    }

    private static List<String> run(Path source) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-classpath",
                                "target/classes",
                                source.toString())
                        .redirectErrorStream(true)
                        .start();
        try (var lines = process.inputReader()) {
            return lines.readAllLines();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}

package dev.berth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process of its own, such as the berth command as people run it. Killed when it is closed. */
final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private static final List<String> TEST_TOOLS =
            List.of("junit", "assertj", "archunit", "byte-buddy", "opentest4j", "apiguardian");

    private final Process process;
    private final BufferedReader lines;
    private final StringBuilder seen = new StringBuilder();

    private Child(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        lines = process.inputReader();
    }

    static Child run(String... command) throws IOException {
        return new Child(List.of(command));
    }

    static Child berth(String... arguments) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--add-modules",
                                "ALL-MODULE-PATH",
                                "--enable-native-access=dev.berth.ports,io.netty.common,io.netty.transport.unix.common,io.netty.transport.classes.epoll,org.bytedeco.ffmpeg,org.bytedeco.javacpp,org.xerial.sqlitejdbc",
                                "--sun-misc-unsafe-memory-access=allow",
                                "--module-path",
                                modules(),
                                "--module",
                                "dev.berth.cli/dev.berth.cli.Main"));
        command.addAll(List.of(arguments));
        return new Child(command);
    }

    /** The modules this test runs on, and the native libraries beside them. */
    private static String modules() {
        return Stream.concat(
                        entries("jdk.module.path"),
                        entries("java.class.path").filter(path -> path.contains("-linux-")))
                .filter(path -> TEST_TOOLS.stream().noneMatch(path::contains))
                .collect(Collectors.joining(":"));
    }

    private static Stream<String> entries(String property) {
        return Arrays.stream(System.getProperty(property).split(":", -1));
    }

    /** Somebody who listens on a port of the loopback interface. */
    static Child nc(int port) throws IOException {
        var nc = run("nc", "-l", "127.0.0.1", Integer.toString(port));
        Await.until(
                "nc listens", () -> Run.berth("ports", "who", "tcp/127.0.0.1:" + port).code() == 0);
        return nc;
    }

    long pid() {
        return process.pid();
    }

    /** Reads on until a line has {@code text}; everything printed so far. */
    String awaitLine(String text) {
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                seen.append(line).append('\n');
                if (line.contains(text)) {
                    return seen.toString();
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        throw new AssertionError("it ended without saying '" + text + "', but said\n" + seen);
    }

    /** Sends a signal, as {@code kill} does. */
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /**
     * Ctrl-C; or a polite kill where Ctrl-C is switched off for us and so for our children, as it
     * is in the background of a shell.
     */
    void interrupt() throws Exception {
        var ignored =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .findFirst()
                        .orElse(0);
        signal((ignored & 2) == 0 ? "INT" : "TERM");
    }

    /** Its exit code, once it has ended. */
    int code() throws InterruptedException {
        lines.lines().forEach(line -> seen.append(line).append('\n'));
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end, and said\n" + seen);
        }
        return process.exitValue();
    }

    /** Everything it printed and was read. */
    String said() {
        return seen.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package dev.berth.rtmp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/** A program of somebody else that runs beside the test, and ends with it. */
public final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final List<String> command;
    private final Process process;
    private final Thread listener;
    private final List<String> said = new CopyOnWriteArrayList<>();

    private Child(List<String> command) throws IOException {
        this.command = command;
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        listener = Thread.ofVirtual().start(this::listen);
    }

    /**
     * Runs a program of a Debian package, which must be installed.
     *
     * @param debian the package
     */
    public static Child run(String debian, String program, String... arguments) throws IOException {
        var path =
                Stream.of("/usr/bin", "/usr/sbin")
                        .map(place -> Path.of(place, program))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow(() ->
                                new AssertionError(
                                        "this test needs "
                                                + program
                                                + "; install it with: apt-get install "
                                                + debian));
        return start(path.toString(), arguments);
    }

    /** Debian's ffmpeg, saying errors only. */
    public static Child ffmpeg(String... arguments) throws IOException {
        return run("ffmpeg", "ffmpeg", quiet(arguments));
    }

    /** The ffmpeg program in the bytedeco jar: FFmpeg 8, which speaks enhanced RTMP. */
    public static Child ffmpeg8(String... arguments) throws IOException {
        return start(Loader.load(ffmpeg.class), quiet(arguments));
    }

    private static Child start(String program, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return new Child(command);
    }

    private static String[] quiet(String... arguments) {
        return Stream.concat(
                        Stream.of("-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
                        Stream.of(arguments))
                .toArray(String[]::new);
    }

    private void listen() {
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            out.lines().forEach(said::add);
        } catch (IOException | UncheckedIOException ended) {
            said.add("(" + ended.getMessage() + ")");
        }
    }

    /** What it has said so far. */
    public String said() {
        return String.join("\n", said);
    }

    /** How many lines it has said so far. */
    public int lines() {
        return said.size();
    }

    public boolean running() {
        return process.isAlive();
    }

    /** Waits until it has ended; its exit status. */
    public int status() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(this + " still runs; it said: " + said());
        }
        listener.join();
        return process.exitValue();
    }

    /** Waits until it has ended well; what it said. */
    public String output() throws InterruptedException {
        int status = status();
        if (status != 0) {
            throw new AssertionError(this + " ended with status " + status + ": " + said());
        }
        return said();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return String.join(" ", command);
    }
}

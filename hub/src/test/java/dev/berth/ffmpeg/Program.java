package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/**
 * FFmpeg's own program, which lies in the jar beside its libraries. Makes clips, and says what is
 * in them.
 */
final class Program {
    private static final String PICTURE = "testsrc2=size=160x120:rate=25";
    private static final String SOUND = "sine=frequency=440:sample_rate=48000";

    /** Stream, dts, pts, duration, size, sum; side data may follow. */
    private static final int SUM = 5;

    private Program() {}

    /** Makes a clip of one second, picture and sound, coded as {@code coding} says. */
    static Path clip(Path file, String... coding) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", PICTURE));
        arguments.addAll(List.of("-f", "lavfi", "-i", SOUND, "-t", "1"));
        arguments.addAll(List.of(coding));
        arguments.add(file.toString());
        run(arguments);
        return file;
    }

    /**
     * The MD5 sums of the packets of one track, {@code v:0} or {@code a:0}, as the program reads
     * them.
     */
    static List<String> sums(Path file, String track) throws IOException, InterruptedException {
        var arguments =
                List.of(
                        "-i",
                        file.toString(),
                        "-map",
                        "0:" + track,
                        "-c",
                        "copy",
                        "-f",
                        "framemd5",
                        "-");
        return run(arguments)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" *, *", -1)[SUM])
                .toList();
    }

    private static String run(List<String> arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(Loader.load(ffmpeg.class), "-loglevel", "error", "-nostdin"));
        command.addAll(arguments);
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("exit code of %s", command).isZero();
        return said;
    }
}

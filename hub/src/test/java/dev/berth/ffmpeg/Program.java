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
public final class Program {
    private static final String PICTURE = "testsrc2=size=160x120:rate=25";
    private static final String SOUND = "sine=frequency=440:sample_rate=48000";

    /** Stream, dts, pts, duration, size, sum; side data may follow. */
    private static final int SUM = 5;

    private Program() {}

    /** Makes a clip of one second, picture and sound, coded as {@code coding} says. */
    public static Path clip(Path file, String... coding) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", PICTURE));
        arguments.addAll(List.of("-f", "lavfi", "-i", SOUND, "-t", "1"));
        arguments.addAll(List.of(coding));
        arguments.add(file.toString());
        run(arguments);
        return file;
    }

    /**
     * Makes a clip of five seconds, with a tone in the second half of each and a key frame where
     * each begins.
     */
    static Path beeps(Path file, String... coding) throws IOException, InterruptedException {
        var sound = "sine=frequency=440:sample_rate=48000,volume='gte(mod(t,1),0.5)':eval=frame";
        var arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", PICTURE));
        arguments.addAll(List.of("-f", "lavfi", "-i", sound, "-t", "5"));
        arguments.addAll(List.of(coding));
        arguments.add(file.toString());
        run(arguments);
        return file;
    }

    /** When sound begins after silence, in seconds. */
    static List<Double> onsets(Path file) throws IOException, InterruptedException {
        var filter = "silencedetect=noise=-40dB:d=0.2,ametadata=print:file=-";
        return run(List.of(
                        "-copyts", "-i", file.toString(), "-vn", "-af", filter, "-f", "null", "-"))
                .lines()
                .filter(line -> line.startsWith("lavfi.silence_end="))
                .map(line -> Double.valueOf(line.substring(line.indexOf('=') + 1)))
                .toList();
    }

    /** When key frames are shown, in seconds. */
    static List<Double> keyTimes(Path file) throws IOException, InterruptedException {
        var arguments =
                List.of(
                        "-skip_frame",
                        "nokey",
                        "-copyts",
                        "-i",
                        file.toString(),
                        "-map",
                        "0:v",
                        "-fps_mode",
                        "passthrough",
                        "-enc_time_base",
                        "1/1000",
                        "-f",
                        "framemd5",
                        "-");
        return run(arguments)
                .lines()
                .filter(line -> line.startsWith("0,"))
                .map(line -> Double.parseDouble(line.split(" *, *", -1)[2]) / 1_000)
                .toList();
    }

    /** The same packets in another container. */
    static Path copy(Path clip, Path file) throws IOException, InterruptedException {
        run(List.of("-i", clip.toString(), "-c", "copy", file.toString()));
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

package dev.berth.rtmp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Clips that ffmpeg makes, and the sums of what is in them, as ffmpeg reads it. */
public final class Clips {
    public static final int RATE = 25;
    private static final String SOUND = "sine=frequency=440:sample_rate=48000";

    private Clips() {}

    /** H.264 and AAC; a key frame each second. */
    public static Path h264(Path folder, int seconds) throws IOException, InterruptedException {
        return make(
                folder.resolve("h264-" + seconds + ".mp4"),
                seconds,
                List.of("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2"));
    }

    /** HEVC and AAC; a key frame each second. */
    public static Path hevc(Path folder, int seconds) throws IOException, InterruptedException {
        return make(
                folder.resolve("hevc-" + seconds + ".mp4"),
                seconds,
                List.of(
                        "-c:v",
                        "libx265",
                        "-preset",
                        "ultrafast",
                        "-x265-params",
                        "log-level=error",
                        "-tag:v",
                        "hvc1"));
    }

    /** H.264 of so many kilobits a second, no less, and AAC; a key frame each second. */
    public static Path fat(Path folder, int seconds, int kilobits)
            throws IOException, InterruptedException {
        var rate = kilobits + "k";
        return make(
                folder.resolve("fat.mp4"),
                seconds,
                List.of(
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-b:v",
                        rate,
                        "-minrate",
                        rate,
                        "-maxrate",
                        rate,
                        "-bufsize",
                        rate,
                        "-x264-params",
                        "nal-hrd=cbr:scenecut=0"));
    }

    private static Path make(Path file, int seconds, List<String> coding)
            throws IOException, InterruptedException {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "-f",
                                "lavfi",
                                "-i",
                                "testsrc2=size=320x180:rate=" + RATE,
                                "-f",
                                "lavfi",
                                "-i",
                                SOUND,
                                "-t",
                                "" + seconds,
                                "-pix_fmt",
                                "yuv420p",
                                "-g",
                                "" + RATE,
                                "-keyint_min",
                                "" + RATE,
                                "-c:a",
                                "aac"));
        arguments.addAll(coding);
        arguments.add(file.toString());
        try (var maker = Child.ffmpeg(arguments.toArray(String[]::new))) {
            maker.output();
        }
        return file;
    }

    /** The arguments with which ffmpeg publishes a clip at its own pace, once. */
    public static String[] publish(Path clip, String to) {
        return new String[] {"-re", "-i", clip.toString(), "-c", "copy", "-f", "flv", to};
    }

    /** The same, over and over. */
    public static String[] publishForEver(Path clip, String to) {
        return new String[] {
            "-re", "-stream_loop", "-1", "-i", clip.toString(), "-c", "copy", "-f", "flv", to
        };
    }

    /** The arguments with which ffmpeg records a stream as it is. */
    public static String[] record(String from, Path to) {
        return new String[] {"-i", from, "-c", "copy", "-f", "flv", to.toString()};
    }

    /**
     * What is in one track.
     *
     * @param configuration the sum of what a decoder needs first: parameter sets, or the audio
     *     configuration
     * @param units the sums of the access units, in their order
     */
    public record Track(String configuration, List<String> units) {
        /** Reads {@code v} or {@code a} of a file, with either ffmpeg. */
        public static Track of(Child framemd5) throws InterruptedException {
            var lines = framemd5.output().lines().toList();
            var configuration =
                    lines.stream()
                            .filter(line -> line.startsWith("#extradata"))
                            .map(line -> line.replaceAll(".*,", "").strip())
                            .findFirst()
                            .orElse("none");
            var units =
                    lines.stream()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> line.replaceAll("^([^,]*,){5}", "").strip())
                            .map(sum -> sum.replaceAll(",.*", ""))
                            .toList();
            return new Track(configuration, units);
        }
    }

    /** The arguments with which ffmpeg sums up a track, {@code v} or {@code a}. */
    public static String[] sums(Path file, String track) {
        return new String[] {
            "-i", file.toString(), "-map", "0:" + track, "-c", "copy", "-f", "framemd5", "-"
        };
    }
}

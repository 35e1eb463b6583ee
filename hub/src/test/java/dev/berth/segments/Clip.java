package dev.berth.segments;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.codec.Malformed;
import dev.berth.codec.flv.FlvReader;
import dev.berth.media.FlvTags;
import dev.berth.media.Frame;
import dev.berth.media.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/** Clips that ffmpeg makes, as the frames that a publisher of them would write. */
public final class Clip {
    private static final String PICTURE = "testsrc2=size=318x178:rate=25";
    private static final String SOUND = "sine=frequency=440:sample_rate=";
    private static final int LONGEST_TAG = 1 << 24;

    private Clip() {}

    /** Four seconds of picture and sound, a key frame each second. */
    public static Path make(Path file, String video, String audio, int rate)
            throws IOException, InterruptedException {
        var made = file.resolveSibling(file.getFileName() + ".mkv");
        var command = new ArrayList<>(List.of("-f", "lavfi", "-i", PICTURE, "-f", "lavfi"));
        command.addAll(List.of("-i", SOUND + rate, "-t", "4", "-pix_fmt", "yuv420p"));
        command.addAll(List.of("-g", "25", "-keyint_min", "25", "-c:v", video, "-c:a", audio));
        command.addAll(coding(video));
        command.add(made.toString());
        // Debian's encodes everything, and the one in the jar writes enhanced FLV.
        run("/usr/bin/ffmpeg", command);
        run(
                Loader.load(ffmpeg.class),
                List.of("-i", made.toString(), "-c", "copy", file.toString()));
        return file;
    }

    private static List<String> coding(String video) {
        return switch (video) {
            case "libx264" -> List.of("-preset", "ultrafast", "-bf", "2");
            case "libx265" -> List.of("-preset", "ultrafast", "-x265-params", "log-level=error");
            default -> List.of("-preset", "12");
        };
    }

    /** Writes all that is in an FLV file. */
    public static void publish(Path flv, Publication to) throws IOException, Malformed {
        frames(flv, to::write);
    }

    /** Hands on the frames of an FLV file, with a reference each. */
    public static void frames(Path flv, Consumer<Frame> to) throws IOException, Malformed {
        var in = Unpooled.wrappedBuffer(Files.readAllBytes(flv));
        var reader = new FlvReader(LONGEST_TAG);
        for (var tag = reader.next(in); tag != null; tag = reader.next(in)) {
            FlvTags.read(tag.type(), tag.timestamp(), tag.body(), to);
            tag.close();
        }
    }

    /** The MD5 sums of the packets of one track, {@code v:0} or {@code a:0}. */
    public static List<String> sums(Path file, String track)
            throws IOException, InterruptedException {
        var said =
                run(
                        Loader.load(ffmpeg.class),
                        List.of(
                                "-i",
                                file.toString(),
                                "-map",
                                "0:" + track,
                                "-c",
                                "copy",
                                "-f",
                                "framemd5",
                                "-"));
        return said.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(",", -1)[5].strip())
                .toList();
    }

    /** Runs a program to its good end; what it said, errors included. */
    public static String run(String program, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program));
        if (program.endsWith("ffmpeg")) {
            command.addAll(List.of("-hide_banner", "-loglevel", "error", "-nostdin", "-y"));
        }
        command.addAll(arguments);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with " + status + ": " + said);
        }
        return said;
    }

    /** Writes buffers one behind the other. */
    static Path write(Path file, List<ByteBuf> parts) throws IOException {
        var all = Unpooled.buffer();
        parts.forEach(part -> all.writeBytes(part.duplicate()));
        var bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return Files.write(file, bytes);
    }
}

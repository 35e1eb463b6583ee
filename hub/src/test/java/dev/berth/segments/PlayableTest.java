package dev.berth.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes out of the segmenter is what went in, as programs of others see it. */
class PlayableTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "libx264, aac, 44100, avc1.4d400c, mp4a.40.2",
        "libx264, libmp3lame, 48000, avc1.4d400c, mp4a.6B",
        "libx265, libopus, 48000, hvc1.1.6.L60.90, opus",
        "libsvtav1, flac, 48000, av01.0.00M.08, fLaC",
        "libx264, ac3, 48000, avc1.4d400c, ac-3",
    })
    void everyCodecArrivesByteForByte(
            String video, String audio, int rate, String videoCodec, String audioCodec)
            throws Exception {
        var flv = Clip.make(folder.resolve("clip.flv"), video, audio, rate);

        var made = segments(flv, Segmenting.LIVE);

        var file = Clip.write(folder.resolve("clip.mp4"), made.file());
        assertThat(made.segments.getFirst().opening().initialization().codecs())
                .isEqualTo(videoCodec + "," + audioCodec);
        assertThat(Clip.sums(file, "v:0")).isEqualTo(Clip.sums(flv, "v:0"));
        assertThat(Clip.sums(file, "a:0")).isEqualTo(Clip.sums(flv, "a:0"));
        assertThat(probe(file)).contains("width=318").contains("height=178");
        decodes(file);
    }

    static Collected segments(Path flv, Segmenting cutting) throws Exception {
        var made = new Collected();
        var segmenter = new Segmenter(cutting, Clock.systemUTC(), made);
        Clip.frames(
                flv,
                frame -> {
                    segmenter.frame(frame);
                    frame.release();
                });
        segmenter.ended();
        return made;
    }

    private static String probe(Path file) throws Exception {
        return Clip.run(
                "/usr/bin/ffprobe",
                List.of("-v", "error", "-show_streams", "-show_format", file.toString()));
    }

    /** Debian's ffmpeg says what it does not like, and ends well all the same. */
    private static void decodes(Path file) throws Exception {
        var said = Clip.run("/usr/bin/ffmpeg", List.of("-i", file.toString(), "-f", "null", "-"));
        assertThat(said).isBlank();
    }
}

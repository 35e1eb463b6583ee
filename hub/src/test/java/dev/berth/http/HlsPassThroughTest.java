package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import dev.berth.rtmp.Clips.Track;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes out by HLS is what went in, byte for byte, as programs of others see it. */
class HlsPassThroughTest {
    private static final int SECONDS = 5;

    @TempDir private Path folder;

    /** Runs one of the two ffmpegs. */
    private interface Ffmpeg {
        Child run(String... arguments) throws IOException;
    }

    @Test
    void aPlayerThatComesFirstGetsAllOfAClip() throws Exception {
        passesThrough(Child::ffmpeg, Clips.h264(folder, SECONDS));
    }

    @Test
    void hevcPassesThroughToo() throws Exception {
        passesThrough(Child::ffmpeg8, Clips.hevc(folder, SECONDS));
    }

    private void passesThrough(Ffmpeg ffmpeg, Path clip) throws Exception {
        // FFmpeg writes configurations anew from file format to file format, so the source is FLV.
        var source = folder.resolve("source.flv");
        var recording = folder.resolve("recording.flv");
        try (var copy = ffmpeg.run(Clips.record(clip.toString(), source))) {
            copy.output();
        }
        try (var hall = Hall.open(folder);
                var player = ffmpeg.run(fromTheFirst(hall.url("live/demo.m3u8"), recording))) {
            hall.awaitReaders("live/demo", 1);
            try (var publisher = ffmpeg.run(Clips.publish(source, hall.rtmp("live/demo")))) {
                publisher.output();
                player.output();
            }
        }
        for (var name : List.of("v", "a")) {
            assertThat(track(ffmpeg, recording, name).units())
                    .containsExactlyElementsOf(track(ffmpeg, source, name).units());
        }
    }

    /** Plain players begin three segments before the end unless they are told otherwise. */
    private static String[] fromTheFirst(String from, Path to) {
        return new String[] {
            "-live_start_index", "0", "-i", from, "-c", "copy", "-f", "flv", to.toString()
        };
    }

    private static Track track(Ffmpeg ffmpeg, Path file, String track) throws Exception {
        try (var sums = ffmpeg.run(Clips.sums(file, track))) {
            return Track.of(sums);
        }
    }

    @Test
    void mpvPlaysPictureAndSound() throws Exception {
        var clip = Clips.h264(folder, SECONDS);
        try (var hall = Hall.open(folder);
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, hall.rtmp("live/demo")))) {
            hall.awaitFrames("live/demo", Clips.RATE);
            try (var player =
                    Child.run(
                            "mpv",
                            "mpv",
                            "--no-config",
                            "--vo=null",
                            "--ao=null",
                            "--frames=20",
                            hall.url("live/demo.m3u8"))) {
                assertThat(player.output()).contains("VO: [null] 320x180", "AO: [null] 48000Hz");
            }
            assertThat(publisher.running()).isTrue();
        }
    }
}

package dev.berth.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.media.StreamStatus;
import dev.berth.rtmp.Await;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import dev.berth.rtmp.Clips.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes out by HTTP is what went in, byte for byte, as programs of others see it. */
class HttpPassThroughTest {
    private static final int SECONDS = 4;

    @TempDir private Path folder;

    /** Runs one of the two ffmpegs. */
    private interface Ffmpeg {
        Child run(String... arguments) throws IOException;
    }

    @Test
    void anEarlyPlayerGetsAllOfAClipAndALateOneFromAKeyFrameOn() throws Exception {
        passesThrough(Child::ffmpeg, Clips.h264(folder, SECONDS), false);
    }

    @Test
    void hevcComesAsEnhancedFlv() throws Exception {
        var late = passesThrough(Child::ffmpeg8, Clips.hevc(folder, SECONDS), false);

        assertThat(Files.readString(late, ISO_8859_1)).as("FourCC").contains("hvc1");
    }

    @Test
    void aClipThatIsPostedAsFlvComesOutAsItWas() throws Exception {
        passesThrough(Child::ffmpeg, Clips.h264(folder, SECONDS), true);
    }

    private Path passesThrough(Ffmpeg ffmpeg, Path clip, boolean posted) throws Exception {
        // FFmpeg writes configurations anew from file format to file format, so the source is FLV.
        var source = folder.resolve("source.flv");
        var early = folder.resolve("early.flv");
        var late = folder.resolve("late.flv");
        try (var copy = ffmpeg.run(Clips.record(clip.toString(), source))) {
            copy.output();
        }
        try (var hall = Hall.open(folder);
                var first = ffmpeg.run(Clips.record(hall.url("live/demo.flv"), early))) {
            hall.awaitReaders("live/demo", 1);
            var to = posted ? hall.url("live/demo.flv") : hall.rtmp("live/demo");
            try (var publisher = ffmpeg.run(Clips.publish(source, to))) {
                hall.awaitFrames("live/demo", 3 * Clips.RATE);
                try (var second = ffmpeg.run(Clips.record(hall.url("live/demo.flv"), late))) {
                    publisher.output();
                    first.output();
                    second.output();
                }
            }
        }
        for (var name : List.of("v", "a")) {
            var whole = track(ffmpeg, source, name);
            assertGoesOn(whole, track(ffmpeg, early, name), 0);
            var part = track(ffmpeg, late, name);
            int begins = whole.units().indexOf(part.units().getFirst());
            assertThat(begins).as("where in the clip the late player begins").isPositive();
            assertThat(name.equals("v") ? begins % Clips.RATE : 0)
                    .as("pictures behind a key frame")
                    .isZero();
            assertGoesOn(whole, part, begins);
        }
        return late;
    }

    private static Track track(Ffmpeg ffmpeg, Path file, String track) throws Exception {
        try (var sums = ffmpeg.run(Clips.sums(file, track))) {
            return Track.of(sums);
        }
    }

    /** From {@code begins} on the recording is the source, to its end. */
    private static void assertGoesOn(Track source, Track recording, int begins) {
        assertThat(recording.configuration()).isEqualTo(source.configuration());
        assertThat(recording.units())
                .containsExactlyElementsOf(source.units().subList(begins, source.units().size()));
    }

    /** Annex B has the units that FLV has, but parameter sets and delimiters among them. */
    @Test
    void aTransportStreamGoesInByHttpAndComesOutWithTheSamePicturesAndSounds() throws Exception {
        var clip = Clips.h264(folder, SECONDS);
        var source = folder.resolve("source.ts");
        var recording = folder.resolve("recording.ts");
        try (var copy = Child.ffmpeg(ts(clip.toString(), source.toString()));
                var hall = Hall.open(folder);
                var player = Child.ffmpeg(ts(hall.url("live/demo.ts"), recording.toString()))) {
            copy.output();
            hall.awaitReaders("live/demo", 1);
            try (var publisher =
                    Child.ffmpeg(
                            "-re",
                            "-i",
                            source.toString(),
                            "-c",
                            "copy",
                            "-f",
                            "mpegts",
                            "-method",
                            "PUT",
                            hall.url("live/demo.ts"))) {
                publisher.output();
                player.output();
            }
        }
        assertThat(decoded(recording, "v"))
                .isEqualTo(decoded(source, "v"))
                .hasSize(SECONDS * Clips.RATE);
        var sounds = track(Child::ffmpeg, source, "a").units();
        assertThat(sounds)
                .endsWith(track(Child::ffmpeg, recording, "a").units().toArray(String[]::new));
    }

    private static String[] ts(String from, String to) {
        return new String[] {"-i", from, "-c", "copy", "-f", "mpegts", to};
    }

    private static List<String> decoded(Path file, String track) throws Exception {
        try (var sums =
                Child.ffmpeg("-i", file.toString(), "-map", "0:" + track, "-f", "framemd5", "-")) {
            return Track.of(sums).units();
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
                            hall.url("live/demo.flv"))) {
                assertThat(player.output()).contains("VO: [null] 320x180", "AO: [null] 48000Hz");
            }
            assertThat(publisher.running()).isTrue();
        }
    }

    @Test
    void aPublisherThatIsKilledMayComeBackAndItsPlayersSeeOneStream() throws Exception {
        var clip = Clips.h264(folder, SECONDS);
        var recording = folder.resolve("recording.flv");
        try (var hall = Hall.open(folder);
                var player = Child.ffmpeg(Clips.record(hall.url("live/demo.flv"), recording))) {
            hall.awaitReaders("live/demo", 1);
            try (var first = Child.ffmpeg(Clips.publishForEver(clip, hall.url("live/demo.flv")))) {
                hall.awaitFrames("live/demo", Clips.RATE);
                first.kill();
                Await.until(
                        () -> "the hub waits for it; the stream is " + hall.status("live/demo"),
                        () ->
                                hall.status("live/demo").orElseThrow().state()
                                        == StreamStatus.State.INTERRUPTED);
            }
            try (var second = Child.ffmpeg(Clips.publish(clip, hall.url("live/demo.flv")))) {
                second.output();
                player.output();
            }
        }
        var pictures = track(Child::ffmpeg, recording, "v").units().size();
        assertThat(pictures).isGreaterThan(SECONDS * Clips.RATE);
    }
}

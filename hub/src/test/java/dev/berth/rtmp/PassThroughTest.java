package dev.berth.rtmp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.rtmp.Clips.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes out is what went in, byte for byte, as programs of others see it. */
class PassThroughTest {
    private static final int SECONDS = 5;
    private static final int CROWD = 6;

    @TempDir private Path folder;

    /** Runs one of the two ffmpegs. */
    private interface Ffmpeg {
        Child run(String... arguments) throws IOException;
    }

    @Test
    void twoPlayersOfH264AndAacGetWhatWasPublishedByteForByte() throws Exception {
        passesThrough(Child::ffmpeg, Clips.h264(folder, SECONDS));
    }

    @Test
    void twoPlayersOfHevcByEnhancedRtmpGetWhatWasPublishedByteForByte() throws Exception {
        var recorded = passesThrough(Child::ffmpeg8, Clips.hevc(folder, SECONDS));

        assertThat(Files.readString(recorded, ISO_8859_1)).as("FourCC").contains("hvc1");
    }

    /** Enough players, and large enough pictures, that batches are sent by reference. */
    @Test
    void aCrowdGetsWhatWasPublishedByteForByte() throws Exception {
        var clip = Clips.fat(folder, SECONDS, 6_000);
        var source = folder.resolve("source.flv");
        try (var house = House.open(folder);
                var copy = Child.ffmpeg(Clips.record(clip.toString(), source))) {
            copy.output();
            var players = new ArrayList<Child>();
            for (int i = 0; i < CROWD; i++) {
                var file = folder.resolve("player" + i + ".flv");
                players.add(Child.ffmpeg(Clips.record(house.url("live/demo"), file)));
            }
            house.awaitReaders("live/demo", CROWD);
            try (var publisher = Child.ffmpeg(Clips.publish(source, house.url("live/demo")))) {
                publisher.output();
                for (var player : players) {
                    player.output();
                }
            } finally {
                players.forEach(Child::close);
            }
        }
        for (var name : List.of("v", "a")) {
            var whole = track(Child::ffmpeg, source, name);
            for (int i = 0; i < CROWD; i++) {
                var file = folder.resolve("player" + i + ".flv");
                var part = track(Child::ffmpeg, file, name);
                int begins = whole.units().indexOf(part.units().getFirst());
                assertThat(begins).as("sound before the first picture").isBetween(0, 1);
                assertGoesOn(whole, part, begins);
            }
        }
    }

    /** One player is there before the publisher, the other comes in the middle. */
    private Path passesThrough(Ffmpeg ffmpeg, Path clip) throws Exception {
        var source = folder.resolve("source.flv");
        var early = folder.resolve("early.flv");
        var late = folder.resolve("late.flv");
        try (var house = House.open(folder);
                var first = ffmpeg.run(Clips.record(house.url("live/demo"), early));
                // FFmpeg writes configurations anew from file format to file format, so the source
                // is FLV as well.
                var copy = ffmpeg.run(Clips.record(clip.toString(), source))) {
            copy.output();
            house.awaitReaders("live/demo", 1);
            try (var publisher = ffmpeg.run(Clips.publish(source, house.url("live/demo")))) {
                house.awaitFrames("live/demo", 3 * Clips.RATE);
                try (var second = ffmpeg.run(Clips.record(house.url("live/demo"), late))) {
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
        var expected = source.units().subList(begins, source.units().size());
        assertThat(recording.units()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(recording.units().get(i)).as("access unit %d", i).isEqualTo(expected.get(i));
        }
    }
}

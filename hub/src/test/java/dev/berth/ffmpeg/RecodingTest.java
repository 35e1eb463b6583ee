package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.hub.Trial;
import dev.berth.restream.OutputState;
import dev.berth.restream.RestreamConfig;
import dev.berth.restream.Sound;
import dev.berth.restream.Target;
import dev.berth.rtmp.Await;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs whose servers take AAC, of a stream that has something else. */
class RecodingTest {
    private static final String STREAM = "live/demo";

    @TempDir private Path folder;

    private final Trial trial = Trial.start();

    @AfterEach
    void end() {
        trial.close();
    }

    /** A port of the hub's own where players get the stream with its sound so. */
    private String listening(Sound sound) throws Exception {
        var url = "rtmp://127.0.0.1:" + Peer.freePort() + "/live/out";
        var target = Target.of(url + "?listen=1").sounding(sound);
        var id =
                trial.hub()
                        .restream()
                        .add(new RestreamConfig.Job(STREAM, List.of(target)))
                        .getFirst()
                        .id();
        Await.until(
                () -> "the output listens: " + trial.hub().restream().find(id),
                () ->
                        trial.hub().restream().find(id).orElseThrow().state()
                                == OutputState.WAITING_FOR_CLIENT);
        return url;
    }

    /** Pictures, and a tone of 440 Hz that sounds in the second half of every second. */
    private Path clip(String name, String... coding) throws Exception {
        return Program.beeps(folder.resolve(name), coding);
    }

    @Test
    void opusBecomesAacOnceForTwoOutputsAndThePictureStaysAsItIs() throws Exception {
        var clip = clip("opus.mkv", "-c:v", "libopenh264", "-g", "25", "-c:a", "libopus");
        var first = listening(Sound.AAC);
        var second = listening(Sound.AAC);
        try (var _ = Peer.sends(clip, "-f", "flv", trial.rtmp(STREAM));
                var one = Peer.records(first, folder.resolve("one.flv"));
                var two = Peer.records(second, folder.resolve("two.flv"))) {
            Await.until("it is made", () -> trial.hub().recodings().count() > 0);
            assertThat(one.ends() && two.ends()).isTrue();
            assertThat(trial.hub().recodings().count()).as("two outputs, one encoder").isEqualTo(1);
        }
        var onsets = Program.onsets(folder.resolve("one.flv"));

        assertThat(Program.sums(clip, "v:0"))
                .containsAll(Program.sums(folder.resolve("two.flv"), "v:0"));
        assertThat(onsets).hasSizeGreaterThan(2);
        assertThat(Program.onsets(folder.resolve("two.flv"))).hasSizeGreaterThan(2);
        assertThat(offset(folder.resolve("one.flv")))
                .as("how far the beep is from the flash, in seconds")
                .isCloseTo(offset(clip), within(0.03));
    }

    /** Debian's ffmpeg knows nothing of enhanced RTMP; a hub does. */
    @Test
    void whoTakesOpusGetsItAndOthersGetAacWhereAnOutputSuitsItsTarget() throws Exception {
        var clip = clip("opus.mkv", "-c:v", "libopenh264", "-g", "25", "-c:a", "libopus");
        var output = listening(Sound.AUTO);
        try (var other = Trial.start();
                var _ = Peer.sends(clip, "-f", "flv", trial.rtmp(STREAM))) {
            Await.until("it sounds", () -> !trial.hub().streams().sounds(STREAM).isEmpty());
            var target = Target.of(other.rtmp("live/copy")).sounding(Sound.AUTO);
            trial.hub().restream().add(new RestreamConfig.Job(STREAM, List.of(target)));
            try (var player = Peer.records(output, folder.resolve("plain.flv"))) {
                Await.until(
                        () -> "the hub gets it: " + other.hub().streams().all(),
                        () ->
                                other.hub()
                                        .streams()
                                        .status("live/copy")
                                        .filter(status -> status.codecs().contains("opus"))
                                        .isPresent());
                assertThat(player.ends()).isTrue();
                assertThat(trial.hub().recodings().count()).isEqualTo(1);
            }
        }
        assertThat(Program.onsets(folder.resolve("plain.flv"))).hasSizeGreaterThan(2);
    }

    @Test
    void nobodyElseMayPlayWhatIsMadeForOutputs() throws Exception {
        try (var player = Peer.plays(trial.rtmp(STREAM) + "#audio=aac")) {
            assertThat(player.ends()).as("it is refused, and does not wait").isTrue();
        }
        assertThat(trial.hub().recodings().count()).isZero();
    }

    /** How long after a second of the picture begins its tone begins, in seconds. */
    private static double offset(Path file) throws Exception {
        double key = Program.keyTimes(file).get(1);
        return Program.onsets(file).stream().filter(onset -> onset > key).findFirst().orElseThrow()
                - key;
    }
}

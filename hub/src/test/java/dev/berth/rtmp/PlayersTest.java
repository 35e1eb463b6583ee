package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.restream.OutputState;
import dev.berth.rtmp.Clips.Track;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Players that people have. */
class PlayersTest {
    @TempDir private Path folder;

    @Test
    void rtmpdumpAndMpvAndFfmpegPlayAtOnceAndEndWithTheStream() throws Exception {
        int port = House.freePort();
        var dump = folder.resolve("dump.flv");
        var recording = folder.resolve("recording.flv");
        var clip = Clips.h264(folder, 4);
        try (var house = House.open(folder)) {
            var output =
                    house.output("live/demo", "rtmp://127.0.0.1:" + port + "/live/out?listen=1");
            house.awaitOutput(output, OutputState.WAITING_FOR_CLIENT);
            try (var rtmpdump =
                            Child.run(
                                    "rtmpdump",
                                    "rtmpdump",
                                    "--live",
                                    "-r",
                                    house.url("live/demo"),
                                    "-o",
                                    dump.toString());
                    var mpv =
                            Child.run(
                                    "mpv",
                                    "mpv",
                                    "--no-config",
                                    "--ao=null",
                                    "--vo=null",
                                    "--untimed",
                                    "--msg-level=all=error,cplayer=info",
                                    house.url("live/demo"));
                    var ffmpeg =
                            Child.ffmpeg(
                                    Clips.record(
                                            "rtmp://127.0.0.1:" + port + "/live/out", recording))) {
                house.awaitReaders("live/demo", 3);
                try (var publisher = Child.ffmpeg(Clips.publish(clip, house.url("live/demo")))) {
                    publisher.output();
                }
                assertThat(ffmpeg.output()).isEmpty();
                assertThat(rtmpdump.status()).as(rtmpdump.said()).isZero();
                assertThat(mpv.output())
                        .contains("Video --vid=1", "h264 320x180", "Audio --aid=1", "aac")
                        .contains("Exiting... (End of file)");
            }
        }
        for (var track : new String[] {"v", "a"}) {
            var expected = units(clip, track);
            assertThat(units(recording, track)).as("%s by ffmpeg", track).isEqualTo(expected);
            assertThat(units(dump, track)).as("%s by rtmpdump", track).isEqualTo(expected);
        }
    }

    private static List<String> units(Path file, String track) throws Exception {
        try (var sums = Child.ffmpeg(Clips.sums(file, track))) {
            return Track.of(sums).units();
        }
    }
}

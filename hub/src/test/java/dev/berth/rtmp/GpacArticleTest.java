package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.restream.OutputState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One source to several listening outputs, and players that come in any order: what GPAC's article
 * on RTMP restreaming wanted, and did not get.
 */
class GpacArticleTest {
    private static final String SOURCE = "test:?size=320x180&rate=25&gop=1s";
    private static final int SECONDS = 2;

    @TempDir private Path folder;

    @Test
    void playersOfTwoOutputsComeInAnyOrderWhateverOtherOutputsDo() throws Exception {
        int one = House.freePort();
        int two = House.freePort();
        int nobody = House.freePort();
        try (var house = House.open(folder);
                var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var outputs =
                    house.hub()
                            .restream()
                            .add(
                                    SOURCE,
                                    List.of(
                                            listening(one),
                                            listening(two),
                                            "rtmp://127.0.0.1:" + nobody + "/live/gpac",
                                            "rtmp://127.0.0.1:"
                                                    + deaf.getLocalPort()
                                                    + "/live/gpac"));
            var first = outputs.get(0).id();
            var second = outputs.get(1).id();
            house.awaitOutput(first, OutputState.WAITING_FOR_CLIENT);
            house.awaitOutput(second, OutputState.WAITING_FOR_CLIENT);

            try (var player = play(two)) {
                assertPlayed(player);
            }
            try (var player = play(one)) {
                assertPlayed(player);
            }
            try (var left = play(one);
                    var right = play(two);
                    var again = play(two)) {
                assertPlayed(left);
                assertPlayed(right);
                assertPlayed(again);
            }
            house.awaitOutput(first, OutputState.WAITING_FOR_CLIENT);
            house.awaitOutput(second, OutputState.WAITING_FOR_CLIENT);

            assertThat(house.status(first).droppedFrames()).isZero();
            assertThat(house.status(second).droppedFrames()).isZero();
            assertThat(house.status(outputs.get(2).id()).problem())
                    .contains("127.0.0.1 port " + nobody + " refuses connections");
            assertThat(house.status(outputs.get(3).id()).state())
                    .isIn(OutputState.CONNECTING, OutputState.BACKING_OFF);
        }
    }

    private static String listening(int port) {
        return "rtmp://127.0.0.1:" + port + "/live/gpac?listen=1";
    }

    /** Decodes two seconds, and counts the pictures. */
    private static Child play(int port) throws IOException {
        return Child.ffmpeg(
                "-i",
                "rtmp://127.0.0.1:" + port + "/live/gpac",
                "-t",
                "" + SECONDS,
                "-map",
                "0:v",
                "-f",
                "framemd5",
                "-",
                "-map",
                "0:a",
                "-t",
                "" + SECONDS,
                "-f",
                "null",
                "-");
    }

    private static void assertPlayed(Child player) throws InterruptedException {
        assertThat(player.output().lines().filter(line -> line.startsWith("0,")).count())
                .as("pictures that %s got", player)
                .isEqualTo(SECONDS * 25);
    }
}

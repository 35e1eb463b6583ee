package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.restream.Order;
import dev.berth.restream.OutputState;
import dev.berth.restream.RestreamConfig.Job;
import dev.berth.restream.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nginx-rtmp at either end of us. */
class NginxTest {
    private static final int PICTURES = 50;

    @TempDir private Path folder;

    @Test
    void nginxIsPushedToAndPulledFrom() throws Exception {
        int port = House.freePort();
        int listening = House.freePort();
        var clip = Clips.h264(folder, 4);
        var nginxUrl = "rtmp://127.0.0.1:" + port + "/live/pushed";
        try (var nginx = nginx(port);
                var house = House.open(folder);
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, house.url("live/demo")))) {
            house.awaitLive("live/demo");
            var push = house.output("live/demo", nginxUrl);
            Await.until(
                    () -> "nginx is pushed to; it is " + house.status(push),
                    () ->
                            house.status(push).state() == OutputState.LIVE
                                    && house.status(push).bytes() > 0);
            var pull =
                    house.output(
                            nginxUrl, "rtmp://127.0.0.1:" + listening + "/live/pulled?listen=1");
            house.awaitOutput(pull, OutputState.WAITING_FOR_CLIENT);
            try (var fromNginx = play(nginxUrl);
                    var pulled = play("rtmp://127.0.0.1:" + listening + "/live/pulled")) {
                assertThat(pictures(fromNginx)).isEqualTo(PICTURES);
                assertThat(pictures(pulled)).as("%s", house.status(pull)).isEqualTo(PICTURES);
            }
            assertThat(house.status(push).reconnects()).isZero();
            assertThat(publisher.running()).isTrue();
            assertThat(nginx.running()).isTrue();
        }
    }

    @Test
    void nginxKeepsAnOutputThatStandsByAndSeesItOnceItIsStarted() throws Exception {
        int port = House.freePort();
        var clip = Clips.h264(folder, 4);
        var nginxUrl = "rtmp://127.0.0.1:" + port + "/live/later";
        try (var nginx = nginx(port);
                var house = House.open(folder);
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, house.url("live/demo")))) {
            house.awaitLive("live/demo");
            var id =
                    house.hub()
                            .restream()
                            .add(new Job("live/demo", List.of(Target.of(nginxUrl).standingBy())))
                            .getFirst()
                            .id();
            house.awaitOutput(id, OutputState.STANDING_BY);
            assertThat(house.hub().restream().order(id, Order.START)).isTrue();
            house.awaitOutput(id, OutputState.LIVE);
            try (var player = play(nginxUrl)) {
                assertThat(pictures(player)).isEqualTo(PICTURES);
            }
            assertThat(publisher.running()).isTrue();
            assertThat(nginx.running()).isTrue();
        }
    }

    /** In the foreground, as one process, with nothing outside the folder. */
    private Child nginx(int port) throws IOException {
        var module = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");
        assertThat(module)
                .as(
                        "this test needs nginx-rtmp; install it with: apt-get install libnginx-mod-rtmp")
                .exists();
        var configuration = folder.resolve("nginx.conf");
        Files.writeString(
                configuration,
                """
                load_module %s;
                daemon off;
                master_process off;
                pid %s/nginx.pid;
                error_log stderr error;
                events {}
                rtmp {
                    server {
                        listen 127.0.0.1:%d;
                        application live {
                            live on;
                        }
                    }
                }
                """
                        .formatted(module, folder, port));
        var nginx =
                Child.run(
                        "libnginx-mod-rtmp",
                        "nginx",
                        "-e",
                        "stderr",
                        "-p",
                        folder.toString(),
                        "-c",
                        configuration.toString());
        Await.until(() -> "nginx listens; it said " + nginx.said(), () -> answers(port));
        return nginx;
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Child play(String url) throws IOException {
        return Child.ffmpeg(
                "-i", url, "-frames:v", "" + PICTURES, "-map", "0:v", "-f", "framemd5", "-");
    }

    private static long pictures(Child player) throws InterruptedException {
        return player.output().lines().filter(line -> line.startsWith("0,")).count();
    }
}

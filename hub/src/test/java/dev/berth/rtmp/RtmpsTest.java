package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.access.Doorman;
import dev.berth.hub.Hub;
import dev.berth.net.Tls;
import dev.berth.restream.OutputState;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** RTMP over TLS, with a certificate that nobody trusts who was not told to. */
class RtmpsTest {
    @TempDir private Path folder;

    @Test
    void rtmpsIsServedPushedToAndPulledFromAndStrangersAreNotTrusted() throws Exception {
        int port = House.freePort();
        var identity = Certificates.make(folder);
        var trusting = new Tls(null, null, identity.certificate());
        var clip = Clips.h264(folder, 4);
        var secureUrl = "rtmps://127.0.0.1:" + port + "/live/";
        try (var target = House.open(folder, House.Plan.usual().secure(identity, port));
                var sender = House.open(folder, House.Plan.usual().trusting(trusting));
                var stranger = House.open(folder);
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, secureUrl + "published"))) {
            target.awaitFrames("live/published", 20);

            int listening = House.freePort();
            var pull =
                    sender.output(
                            secureUrl + "published",
                            "rtmp://127.0.0.1:" + listening + "/live/pulled?listen=1");
            sender.awaitOutput(pull, OutputState.WAITING_FOR_CLIENT);
            try (var player = Wire.play(listening, "live", "pulled")) {
                assertThat(Wire.isKey(player.nextPicture())).isTrue();
            }
            try (var local = Wire.connect(sender.port(), "live")) {
                local.publish("local");
                local.send(Wire.configuration());
                local.send(Wire.picture(0, true, 100));
                sender.output("live/local", secureUrl + "pushed");
                target.awaitFrames("live/pushed", 2);
            }

            assertRefused(stranger, secureUrl);
            assertThat(target.hub().streams().status("live/stranger")).isEmpty();
            assertThat(publisher.running()).isTrue();
        }
    }

    /**
     * Falling back to Java's own would go unnoticed, but for a fan-out that costs ten times more.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void tlsIsBoringSsls() {
        assertThat(SslContext.defaultServerProvider()).isEqualTo(SslProvider.OPENSSL);
        assertThat(OpenSsl.versionString()).isEqualTo("BoringSSL");
    }

    @Test
    void whoDecidesWhoComesInIsToldThatItIsByRtmps() throws Exception {
        int port = House.freePort();
        var identity = Certificates.make(folder);
        try (var doorman = Doorman.saying(200, "");
                var hub = hub(identity, port, doorman);
                var _ =
                        Child.ffmpeg(
                                Clips.publishForEver(
                                        Clips.h264(folder, 4),
                                        "rtmps://127.0.0.1:" + port + "/live/demo"))) {
            Await.until("it is published", () -> hub.streams().status("live/demo").isPresent());

            assertThat(doorman.asked().getFirst()).contains("\"door\":\"rtmps\"");
        }
    }

    private Hub hub(Tls identity, int port, Doorman doorman) throws Exception {
        var text =
                """
                rtmp: {listen: tcp/127.0.0.1:%d, tls-listen: tcp/127.0.0.1:%d}
                tls: {certificate: %s, key: %s}
                http: {enabled: false}
                api: {listen: tcp/127.0.0.1:%d}
                access: [{streams: live/*, publish: {webhook: "%s"}}]
                """
                        .formatted(
                                House.freePort(),
                                port,
                                identity.certificate(),
                                identity.key(),
                                House.freePort(),
                                doorman.url());
        var file = Files.writeString(folder.resolve("berth.yaml"), text);
        return Hub.start(Hub.read(file), folder.resolve("hub"));
    }

    private static void assertRefused(House stranger, String secureUrl) throws Exception {
        try (var local = Wire.connect(stranger.port(), "live");
                var log = new Complaints()) {
            local.publish("local");
            local.send(Wire.configuration());
            var push = stranger.output("live/local", secureUrl + "stranger");
            stranger.awaitOutput(push, OutputState.BACKING_OFF);
            assertThat(stranger.status(push).problem())
                    .startsWith(secureUrl.replaceAll("/$", ""))
                    .contains("certificate")
                    .contains("tls.trust");
            assertThat(log.list()).isEmpty();
        }
    }
}

package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.access.Access;
import dev.berth.media.MediaConfig;
import dev.berth.media.Publication;
import dev.berth.media.Streams;
import dev.berth.net.Loops;
import dev.berth.net.Network;
import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Lease;
import dev.berth.restream.OutputState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that close ask those who are there to come again, here or elsewhere. */
class ReconnectTest {
    @TempDir private Path folder;

    @Test
    void aPushingHubGoesWhereTheServerSendsIt() throws Exception {
        try (var sender = House.open(folder);
                var target = House.open(folder);
                var server = new Server(House.freePort(), target.url("studio"));
                var local = Wire.connect(sender.port(), "live")) {
            local.publish("local");
            local.send(Wire.configuration());
            local.send(Wire.picture(0, true, 100));
            var push =
                    sender.output(
                            "live/local", "rtmp://127.0.0.1:" + server.port() + "/live/pushed");
            Await.until("the push arrives", () -> server.streams.status("live/pushed").isPresent());

            server.port.close();

            target.awaitFrames("studio/pushed", 2);
            assertThat(sender.status(push).reconnects()).isZero();
            assertThat(sender.status(push).state()).isEqualTo(OutputState.LIVE);
        }
    }

    @Test
    void aPushingHubThatIsSentNowhereSaysSoAndTriesAgain() throws Exception {
        try (var sender = House.open(folder);
                var server = new Server(House.freePort(), "gopher://nowhere");
                var local = Wire.connect(sender.port(), "live")) {
            local.publish("local");
            local.send(Wire.configuration());
            local.send(Wire.picture(0, true, 100));
            var url = "rtmp://127.0.0.1:" + server.port() + "/live";
            var push = sender.output("live/local", url + "/pushed");
            Await.until("the push arrives", () -> server.streams.status("live/pushed").isPresent());

            server.port.close();

            sender.awaitOutput(push, OutputState.BACKING_OFF);
            assertThat(sender.status(push).problem())
                    .startsWith(url + " sends us to gopher://nowhere, which is no RTMP address");
        }
    }

    @Test
    void aHubThatClosesHangsUpOnThoseWhoHaveNotEvenShakenHands() throws Exception {
        try (var log = new Complaints();
                var mute = new Socket()) {
            try (var house = House.open(folder)) {
                mute.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), house.port()));
                // Whoever is let in later was let in: the hub has seen the mute one by now.
                Wire.connect(house.port(), "live").close();
            }
            assertThat(mute.getInputStream().read()).isEqualTo(-1);
            assertThat(log.list()).isEmpty();
        }
    }

    @Test
    void aServerThatRefusesToBePublishedToIsNotTakenForLive() throws Exception {
        try (var sender = House.open(folder);
                var target = House.open(folder);
                var local = Wire.connect(sender.port(), "live");
                var first = Wire.connect(target.port(), "live")) {
            first.publish("taken");
            local.publish("local");
            local.send(Wire.configuration());
            var push = sender.output("live/local", target.url("live/taken"));

            sender.awaitOutput(push, OutputState.BACKING_OFF);
            assertThat(sender.status(push).problem())
                    .startsWith("rtmp://127.0.0.1:" + target.port() + "/live refused publish")
                    .contains("NetStream.Publish.BadName", "live/*** is published by");
        }
    }

    /** A bare RTMP port that takes anything, and sends its visitors elsewhere when it closes. */
    private static final class Server implements Visitors, AutoCloseable {
        private final Loops loops = Loops.start(1);
        private final Authority authority = new Authority(Clock.systemUTC());
        final Streams streams = new Streams(MediaConfig.DEFAULT, loops.group(), Clock.systemUTC());
        private final Lease lease;
        final RtmpPort port;

        Server(int number, String elsewhere) throws IOException {
            var network = new Network(authority, loops);
            var endpoint = Endpoint.parse("tcp/127.0.0.1:" + number);
            lease = network.lease(Claim.strict("test", "a server that moves", endpoint));
            port = new RtmpPort(network, lease, RtmpConfig.DEFAULT, streams, this, null, elsewhere);
        }

        int port() {
            return lease.endpoint().port();
        }

        @Override
        public Access access() {
            return Access.open();
        }

        @Override
        public Publication publish(String stream, String who) throws IOException {
            return streams.publish(stream, who);
        }

        @Override
        public String play(String stream) {
            return stream;
        }

        @Override
        public void joined(Feed feed) {}

        @Override
        public void left(Feed feed) {}

        @Override
        public void close() {
            port.close();
            lease.close();
            authority.close();
            loops.close();
        }
    }
}

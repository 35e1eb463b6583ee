package dev.berth.rtmp;

import dev.berth.access.Access;
import dev.berth.media.Publication;
import dev.berth.media.Streams;
import dev.berth.net.Network;
import dev.berth.net.Tls;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import dev.berth.supervise.Leases;
import dev.berth.supervise.Running;
import dev.berth.supervise.Service;
import java.io.IOException;
import java.util.List;

/**
 * Where publishers and players come to: any stream may be published that nobody publishes, and any
 * may be played, by whom access lets in.
 */
public final class RtmpServer implements Service {
    private final Network network;
    private final Streams streams;
    private final Access access;
    private final RtmpConfig config;
    private final Tls tls;
    private final boolean secure;
    private final Endpoint endpoint;

    private RtmpServer(
            Network network,
            Streams streams,
            Access access,
            RtmpConfig config,
            Tls tls,
            boolean secure,
            Endpoint endpoint) {
        this.network = network;
        this.streams = streams;
        this.access = access;
        this.config = config;
        this.tls = tls;
        this.secure = secure;
        this.endpoint = endpoint;
    }

    /** The servers that the configuration asks for: none, RTMP, or RTMP and RTMPS. */
    public static List<Service> of(
            RtmpConfig config, Tls tls, Network network, Streams streams, Access access) {
        if (!config.enabled()) {
            return List.of();
        }
        var plain = new RtmpServer(network, streams, access, config, tls, false, config.listen());
        var secure = config.tlsListen();
        return secure == null
                ? List.of(plain)
                : List.of(
                        plain, new RtmpServer(network, streams, access, config, tls, true, secure));
    }

    @Override
    public String name() {
        return secure ? "rtmps" : "rtmp";
    }

    @Override
    public List<Claim> claims() {
        var claim =
                config.policy() == Policy.NEXT
                        ? Claim.next("hub", purpose(), endpoint)
                        : Claim.strict("hub", purpose(), endpoint);
        return List.of(network.listening(claim));
    }

    private String purpose() {
        return secure ? "publish and play by RTMPS" : "publish and play by RTMP";
    }

    @Override
    public Running start(Leases leases) throws IOException {
        var url = name() + "://" + Hosts.reachable(leases.only().endpoint()) + "/";
        var port =
                new RtmpPort(
                        network,
                        leases.only(),
                        config,
                        streams,
                        new Everybody(),
                        secure ? tls.server() : null,
                        null);
        return new Open(port, url + "APP/STREAM");
    }

    private record Open(RtmpPort port, String url) implements Running {
        @Override
        public List<String> urls() {
            return List.of(url);
        }

        @Override
        public void close() {
            port.close();
        }
    }

    private final class Everybody implements Visitors {
        @Override
        public Access access() {
            return access;
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
    }
}

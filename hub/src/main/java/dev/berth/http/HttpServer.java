package dev.berth.http;

import dev.berth.access.Access;
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
import java.time.InstantSource;
import java.util.List;

/** Where players and publishers come to who speak HTTP. */
public final class HttpServer implements Service {
    private final Network network;
    private final HttpLink.House house;
    private final Tls tls;
    private final boolean secure;
    private final Endpoint endpoint;

    private HttpServer(
            Network network, HttpLink.House house, Tls tls, boolean secure, Endpoint endpoint) {
        this.network = network;
        this.house = house;
        this.tls = tls;
        this.secure = secure;
        this.endpoint = endpoint;
    }

    /** The servers that the configuration asks for: none, HTTP, or HTTP and HTTPS. */
    public static List<Service> of(
            HttpConfig config,
            Tls tls,
            Network network,
            Streams streams,
            Access access,
            InstantSource time) {
        if (!config.enabled()) {
            return List.of();
        }
        var sites =
                List.<Site>of(
                        new LiveSite(streams, access, config),
                        new HlsSite(streams, access, config, time));
        var house = new HttpLink.House(config, sites, time);
        var plain = new HttpServer(network, house, tls, false, config.listen());
        var secure = config.tlsListen();
        return secure == null
                ? List.of(plain)
                : List.of(plain, new HttpServer(network, house, tls, true, secure));
    }

    @Override
    public String name() {
        return secure ? "https" : "http";
    }

    @Override
    public List<Claim> claims() {
        var claim =
                house.config().policy() == Policy.NEXT
                        ? Claim.next("hub", purpose(), endpoint)
                        : Claim.strict("hub", purpose(), endpoint);
        return List.of(network.listening(claim));
    }

    private String purpose() {
        return secure ? "publish and play by HTTPS" : "publish and play by HTTP";
    }

    @Override
    public Running start(Leases leases) throws IOException {
        var lease = leases.only();
        var port =
                new HttpPort(
                        network, lease, house, secure ? tls.server(Negotiation.PROTOCOLS) : null);
        return new Open(
                port, name() + "://" + reachable(lease.endpoint()) + "/APP/STREAM.flv|.ts|.m3u8");
    }

    /** Host and port as somebody on this machine writes them. */
    private static String reachable(Endpoint endpoint) {
        var host =
                endpoint.wildcard()
                        ? "127.0.0.1"
                        : endpoint.socketAddress().getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.port();
    }

    private record Open(HttpPort port, String url) implements Running {
        @Override
        public List<String> urls() {
            return List.of(url);
        }

        @Override
        public void close() {
            port.close();
        }
    }
}

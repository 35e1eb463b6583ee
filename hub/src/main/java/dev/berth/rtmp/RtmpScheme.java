package dev.berth.rtmp;

import dev.berth.access.Access;
import dev.berth.media.Inspection;
import dev.berth.media.Scheme;
import dev.berth.media.Sink;
import dev.berth.media.Source;
import dev.berth.media.Streams;
import dev.berth.net.Network;
import dev.berth.net.Tls;
import dev.berth.ports.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code rtmp://} and {@code rtmps://}: pulls and pushes, and with {@code ?listen=1} waits
 * for players.
 */
public final class RtmpScheme implements Scheme {
    private final Network network;
    private final Streams streams;
    private final Access access;
    private final RtmpConfig config;
    private final Tls tls;
    private final Map<Endpoint, String> others;

    /**
     * @param others the other ports that the hub listens on, and what it serves there
     */
    public RtmpScheme(
            Network network,
            Streams streams,
            Access access,
            RtmpConfig config,
            Tls tls,
            Map<Endpoint, String> others) {
        this.network = network;
        this.streams = streams;
        this.access = access;
        this.config = config;
        this.tls = tls;
        this.others = Map.copyOf(others);
    }

    @Override
    public Source open(URI from) throws IOException, InterruptedException {
        return RtmpPull.open(RtmpUrl.parse(from), network, config, tls);
    }

    @Override
    public Sink dial(URI to, String stream) throws IOException, InterruptedException {
        var url = RtmpUrl.parse(to);
        return url.listen()
                ? RtmpOutlet.open(url, stream, network, config, streams, access, tls)
                : RtmpPush.open(url, stream, network, config, streams, tls);
    }

    @Override
    public Inspection inspect(URI to) throws InterruptedException {
        var url = RtmpUrl.parse(to);
        return url.listen()
                ? new Inspection(List.of(), List.of(), List.of(), null)
                : RtmpInspection.of(url, network, config, tls);
    }

    @Override
    public Address look(URI uri, boolean sink) {
        var url = RtmpUrl.parse(uri);
        if (url.listen() && !sink) {
            throw new IllegalArgumentException(
                    url
                            + " listens, which a source cannot; publish to the hub's RTMP port and name the stream instead");
        }
        if (url.listen()) {
            refuseOurs(url, RtmpOutlet.endpoint(url));
        }
        var server = Hosts.plain(url.host()) + ":" + url.port();
        var ours = url.listen() ? Optional.<String>empty() : ours(url);
        return new Address(
                server + "/" + url.app() + "/" + url.key(),
                server,
                url.listen(),
                ours,
                ours.isPresent() ? url.named() : url.toString());
    }

    private void refuseOurs(RtmpUrl url, Endpoint wanted) {
        boolean ours =
                config.enabled()
                        && Stream.of(config.listen(), config.tlsListen())
                                .anyMatch(door -> door != null && door.meets(wanted));
        if (ours) {
            throw new IllegalArgumentException(
                    url
                            + " would listen on "
                            + wanted
                            + ", where the hub itself serves RTMP; give it another port, or have players play from the hub's");
        }
        others.forEach((door, what) -> {
            if (door.meets(wanted)) {
                throw new IllegalArgumentException(
                        "%s would listen on %s, where the hub itself serves %s; give it another port"
                                .formatted(url, wanted, what));
            }
        });
    }

    /** The stream of this hub that the address means, if it leads to a port the hub serves. */
    private Optional<String> ours(RtmpUrl url) {
        boolean leads =
                config.enabled() && (leads(url, config.listen()) || leads(url, config.tlsListen()));
        return leads ? Optional.of(url.stream()) : Optional.empty();
    }

    private static boolean leads(RtmpUrl url, @Nullable Endpoint to) {
        return to != null && Hosts.leadsTo(url.host(), url.port(), to);
    }
}

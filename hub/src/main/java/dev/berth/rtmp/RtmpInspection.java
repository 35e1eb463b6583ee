package dev.berth.rtmp;

import dev.berth.media.Inspection;
import dev.berth.net.Network;
import dev.berth.net.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a server as a publisher would, and leaves before it would say {@code publish}: the key
 * is not told. Belongs to the thread that inspects.
 */
final class RtmpInspection implements RtmpClient.Listener {
    private final RtmpUrl url;
    private final List<String> addresses = new ArrayList<>();
    private final List<Inspection.Step> steps = new ArrayList<>();
    private long since = System.nanoTime();

    private RtmpInspection(RtmpUrl url) {
        this.url = url;
    }

    static Inspection of(RtmpUrl url, Network network, RtmpConfig config, Tls tls)
            throws InterruptedException {
        var inspection = new RtmpInspection(url);
        try {
            inspection.resolve();
            return inspection.connect(network, config, tls);
        } catch (IOException | RuntimeException failed) {
            var why = failed.getMessage();
            return inspection.found(List.of(), why == null ? failed.toString() : why);
        }
    }

    private void resolve() throws IOException {
        try {
            for (var address : InetAddress.getAllByName(url.host())) {
                addresses.add(address.getHostAddress());
            }
        } catch (UnknownHostException unknown) {
            throw new IOException(
                    "host "
                            + url.host()
                            + " has no address; check its spelling and this machine's DNS",
                    unknown);
        }
        reached("resolve");
    }

    private Inspection connect(Network network, RtmpConfig config, Tls tls)
            throws IOException, InterruptedException {
        var purpose = "check of " + url.tcUrl();
        try (var client = RtmpClient.connect(purpose, url, network, config, tls, this)) {
            var theirs = client.capabilities();
            var codecs =
                    Stream.of(
                                    theirs.fourCcs(),
                                    theirs.videoFourCcs().keySet(),
                                    theirs.audioFourCcs().keySet())
                            .flatMap(Collection::stream)
                            .distinct()
                            .sorted()
                            .toList();
            return found(codecs, null);
        }
    }

    private Inspection found(List<String> codecs, @Nullable String problem) {
        return new Inspection(addresses, steps, codecs, problem);
    }

    @Override
    public void reached(String step) {
        long now = System.nanoTime();
        steps.add(new Inspection.Step(step, Duration.ofNanos(now - since)));
        since = now;
    }
}

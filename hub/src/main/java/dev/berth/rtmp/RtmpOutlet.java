package dev.berth.rtmp;

import dev.berth.access.Access;
import dev.berth.media.Publication;
import dev.berth.media.Sink;
import dev.berth.media.SinkStatus;
import dev.berth.media.Streams;
import dev.berth.media.Variant;
import dev.berth.net.Network;
import dev.berth.net.Tls;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Lease;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A listening output: waits for players on a port of its own. Any number may come, at any time, in
 * any order.
 */
final class RtmpOutlet implements Sink, Visitors {
    private final RtmpUrl url;
    private final String stream;
    private final Access access;
    private final Lease lease;
    private final RtmpPort port;
    private final Set<Feed> feeds = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean finishing;
    private final AtomicLong bytesOfTheGone = new AtomicLong();
    private final AtomicLong dropsOfTheGone = new AtomicLong();

    private RtmpOutlet(
            RtmpUrl url,
            String stream,
            Lease lease,
            Network network,
            RtmpConfig config,
            Streams streams,
            Access access,
            Tls tls)
            throws IOException {
        this.url = url;
        this.stream = stream;
        this.access = access;
        this.lease = lease;
        this.port =
                new RtmpPort(
                        network,
                        lease,
                        config,
                        streams,
                        this,
                        url.tls() ? tls.server() : null,
                        null);
    }

    /** Leases the port and listens on it. */
    static RtmpOutlet open(
            RtmpUrl url,
            String stream,
            Network network,
            RtmpConfig config,
            Streams streams,
            Access access,
            Tls tls)
            throws IOException {
        var lease =
                network.lease(
                        Claim.strict(
                                Network.words("output " + url),
                                Network.words("players of " + Variant.open(stream).orElse(stream)),
                                endpoint(url)));
        try {
            return new RtmpOutlet(url, stream, lease, network, config, streams, access, tls);
        } catch (IOException failed) {
            lease.close();
            throw failed;
        }
    }

    /**
     * Where an address has us listen: its host must be an address of this machine, or 0.0.0.0 for
     * all.
     */
    static Endpoint endpoint(RtmpUrl url) {
        var host = url.host().equals("localhost") ? "127.0.0.1" : url.host();
        return Endpoint.parse("tcp/" + host + ":" + url.port());
    }

    /** The port is served by the event loops; this only waits for the end. */
    @Override
    public void run() throws InterruptedException {
        closed.await();
    }

    @Override
    public Access access() {
        return access;
    }

    @Override
    public Publication publish(String name, String who) throws IOException {
        throw new IOException(
                "port "
                        + url.port()
                        + " only gives "
                        + url.stream()
                        + " to players; publish at the hub's RTMP port");
    }

    @Override
    public String play(String name) throws IOException {
        if (!name.equals(url.stream())) {
            throw new IOException(
                    name + " is not served on port " + url.port() + "; ask for " + url.stream());
        }
        return stream;
    }

    @Override
    public void joined(Feed feed) {
        feeds.add(feed);
    }

    @Override
    public void left(Feed feed) {
        if (feeds.remove(feed)) {
            bytesOfTheGone.addAndGet(feed.delivery().bytes());
            dropsOfTheGone.addAndGet(feed.delivery().droppedFrames());
        }
        if (finishing && feeds.isEmpty()) {
            closed.countDown();
        }
    }

    /** The players leave by themselves once they have been sent the end of the stream. */
    @Override
    public void finish() {
        finishing = true;
        if (feeds.isEmpty()) {
            closed.countDown();
        }
    }

    @Override
    public SinkStatus status() {
        var total = new SinkStatus(0, 0, 0, bytesOfTheGone.get(), 0, dropsOfTheGone.get(), 0);
        for (var feed : feeds) {
            total = FeedStatus.add(total, feed);
        }
        return total;
    }

    @Override
    public void close() {
        port.close();
        lease.close();
        closed.countDown();
    }
}

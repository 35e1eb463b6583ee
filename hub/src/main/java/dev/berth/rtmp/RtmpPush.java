package dev.berth.rtmp;

import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import dev.berth.media.Sink;
import dev.berth.media.SinkStatus;
import dev.berth.media.Streams;
import dev.berth.media.Variant;
import dev.berth.net.Network;
import dev.berth.net.Tls;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An output that publishes to a server. Goes elsewhere when the server asks it to. One that stands
 * by has connected and holds back its {@code publish}: from that on platforms show the stream, and
 * servers hang up on who publishes and sends nothing.
 */
final class RtmpPush implements Sink, RtmpClient.Listener {
    private static final String ENDED = "the stream ended";

    private final String stream;
    private final Network network;
    private final RtmpConfig config;
    private final Streams streams;
    private final Tls tls;
    private final CompletableFuture<String> over = new CompletableFuture<>();
    private volatile @Nullable RtmpClient client;
    private volatile @Nullable Feed feed;
    private final Detours detours = new Detours();
    private RtmpUrl url;
    private int messageStream;

    private RtmpPush(
            RtmpUrl url,
            String stream,
            Network network,
            RtmpConfig config,
            Streams streams,
            Tls tls) {
        this.url = url;
        this.stream = stream;
        this.network = network;
        this.config = config;
        this.streams = streams;
        this.tls = tls;
    }

    /** Connects; {@link #begin} publishes, and the media begins with {@link #run}. */
    static RtmpPush open(
            RtmpUrl url,
            String stream,
            Network network,
            RtmpConfig config,
            Streams streams,
            Tls tls)
            throws IOException, InterruptedException {
        var push = new RtmpPush(url, stream, network, config, streams, tls);
        push.connect();
        return push;
    }

    private void connect() throws IOException, InterruptedException {
        var fresh =
                RtmpClient.connect(
                        "push of " + Variant.open(stream).orElse(stream) + " to " + url.tcUrl(),
                        url,
                        network,
                        config,
                        tls,
                        this);
        client = fresh;
        if (over.isDone()) { // It was closed meanwhile, and may not have seen this connection.
            fresh.close();
        }
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        var current = connected();
        Taste.awaitSound(stream, streams, CompletableFuture.anyOf(over, current.end()));
        try {
            current.tell(0, "releaseStream", Amf.str(url.key()));
            current.tell(0, "FCPublish", Amf.str(url.key()));
            messageStream = current.createStream();
            current.perform(messageStream, "publish", Amf.str(url.key()), Amf.str("live"));
        } catch (IOException | InterruptedException refused) {
            current.close();
            throw refused;
        }
    }

    @Override
    public void confirm() throws IOException {
        var current = connected();
        if (current.end().isDone()) {
            throw new IOException(url.tcUrl() + ": " + current.end().join());
        }
        if (current.moved().isDone()) {
            throw new IOException(url.tcUrl() + " asks us to come again");
        }
    }

    @Override
    public void run() throws IOException, InterruptedException {
        while (!over.isDone()) {
            var current = connected();
            var fresh = feed(current.link());
            int on = messageStream;
            feed = fresh;
            var suited = Taste.suiting(stream, streams, current.capabilities());
            current.link().loop().execute(() -> send(fresh, current.link(), on, suited));
            try {
                CompletableFuture.anyOf(over, current.end(), current.moved()).get();
            } catch (ExecutionException impossible) {
                throw new IOException(impossible.getCause());
            }
            if (!over.isDone()) {
                goOn(current);
            }
        }
    }

    private RtmpClient connected() {
        var current = client;
        if (current == null) {
            throw new IllegalStateException("an output runs once it is open");
        }
        return current;
    }

    /** The connection ended, which is an error, or the server asked us to come again. */
    private void goOn(RtmpClient current) throws IOException, InterruptedException {
        var request = current.moved().getNow(null);
        if (request == null) {
            throw new IOException(url.tcUrl() + ": " + current.end().join());
        }
        stop(current);
        if (!detours.allow(System.nanoTime())) {
            throw new IOException(
                    url.tcUrl()
                            + " asks us to come again, after "
                            + Detours.MOST
                            + " such requests within "
                            + Detours.WITHIN.toSeconds()
                            + " s; ask its operator");
        }
        var elsewhere = request.tcUrl();
        url = elsewhere == null ? url : url.movedTo(elsewhere);
        connect();
        begin();
    }

    private Feed feed(RtmpLink link) {
        return new Feed(link, config.targetStall(), frames -> {}, () -> over.complete(ENDED));
    }

    private void send(Feed fresh, RtmpLink link, int on, String suited) {
        try {
            fresh.start(streams, suited, new RtmpPackaging(on, config.chunkSize(), true, true));
        } catch (IOException refused) {
            link.close(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public void writability() {
        var current = feed;
        if (current != null) {
            current.writability();
        }
    }

    @Override
    public void status(RtmpLink link, Command status) {
        if (Replies.said(status, "level").equals("error")) {
            link.close(
                    "the server stopped us with "
                            + url.hush(Replies.said(status, "code"))
                            + " "
                            + url.hush(Replies.said(status, "description")));
        }
    }

    private void stop(RtmpClient current) {
        var running = feed;
        feed = null;
        int on = messageStream;
        var key = Amf.str(url.key());
        // What was sent last may take its time to arrive, unless somebody wants us to stop.
        var patience = over.getNow("").equals(ENDED) ? config.targetStall() : Duration.ofSeconds(1);
        var link = current.link();
        link.loop()
                .execute(() -> {
                    if (running != null) {
                        running.close();
                    }
                    current.tell(0, "FCUnpublish", key);
                    current.tell(0, "deleteStream", Amf.num(on));
                    link.close("done", patience);
                });
    }

    /** It ends with its stream by itself. */
    @Override
    public void finish() {}

    @Override
    public SinkStatus status() {
        var current = feed;
        return current == null ? SinkStatus.NONE : FeedStatus.add(SinkStatus.NONE, current);
    }

    @Override
    public void close() {
        over.complete("closed");
        var current = client;
        if (current != null) {
            stop(current);
        }
    }
}

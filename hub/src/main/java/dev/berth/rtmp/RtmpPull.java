package dev.berth.rtmp;

import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import dev.berth.media.Publication;
import dev.berth.media.Source;
import dev.berth.net.Network;
import dev.berth.net.Tls;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A source that plays from a server. */
final class RtmpPull implements Source, RtmpClient.Listener {
    private final RtmpUrl url;
    private final RtmpConfig config;
    private final RtmpClient client;
    private final CompletableFuture<String> over = new CompletableFuture<>();
    private volatile @Nullable Ingest ingest;

    private RtmpPull(RtmpUrl url, Network network, RtmpConfig config, Tls tls)
            throws IOException, InterruptedException {
        this.url = url;
        this.config = config;
        this.client =
                RtmpClient.connect("pull from " + url.tcUrl(), url, network, config, tls, this);
    }

    /** Connects; {@link #run} begins to play. */
    static RtmpPull open(RtmpUrl url, Network network, RtmpConfig config, Tls tls)
            throws IOException, InterruptedException {
        return new RtmpPull(url, network, config, tls);
    }

    @Override
    public void run(Publication into) throws IOException, InterruptedException {
        into.livesOn(client.link().loop());
        ingest = new Ingest(into);
        int stream = client.createStream();
        client.perform(stream, "play", Amf.str(url.key()));
        var ended = CompletableFuture.anyOf(over, client.end());
        while (!awaitEnd(ended)) {
            if (System.nanoTime() - client.link().readAt() > config.silence().toNanos()) {
                throw new IOException(
                        url.tcUrl()
                                + " has sent nothing for "
                                + config.silence().toSeconds()
                                + " s");
            }
        }
        if (!over.isDone()) {
            throw new IOException(url.tcUrl() + ": " + client.end().join());
        }
    }

    private static boolean awaitEnd(CompletableFuture<?> ended) throws InterruptedException {
        try {
            ended.get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException broken) {
            return true;
        }
    }

    @Override
    public void media(RtmpMessage message) throws Malformed {
        var into = ingest;
        if (into == null) {
            return;
        }
        switch (message) {
            case RtmpMessage.Audio audio -> into.audio(audio);
            case RtmpMessage.Video video -> into.video(video);
            case RtmpMessage.Data data -> into.data(data);
            default -> {}
        }
    }

    @Override
    public long patience() {
        var into = ingest;
        return into == null ? 0 : into.publication().patience();
    }

    @Override
    public void rest(long time) {
        var into = ingest;
        if (into != null) {
            into.publication().rest(time);
        }
    }

    @Override
    public void status(RtmpLink link, Command status) {
        switch (Replies.said(status, "code")) {
            case "NetStream.Play.Complete" -> over.complete("all of it was played");
            // Whoever published there may come back: that is a break, and no end.
            case "NetStream.Play.UnpublishNotify", "NetStream.Play.Stop" ->
                    link.close("nobody publishes that stream there any more");
            default -> {}
        }
    }

    @Override
    public void close() {
        over.complete("closed");
        client.close();
    }
}

package dev.berth.rtmp;

import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.Capabilities;
import dev.berth.codec.rtmp.ReconnectRequest;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import dev.berth.net.Network;
import dev.berth.net.Tls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that we made. Its commands block the calling thread, which is never an event loop;
 * messages that are no answers go to a {@link Listener} on the event loop.
 */
final class RtmpClient implements RtmpLink.Peer, AutoCloseable {
    private static final int WINDOW = 2_500_000;

    /** Who hears what the server says unasked. Called on the event loop. */
    interface Listener {
        /** A step of connecting is done. Called on the thread that connects. */
        default void reached(String step) {}

        /** Media came; the payload is the link's, and gone after the call. */
        default void media(RtmpMessage message) throws Malformed {}

        /** See {@link RtmpLink.Peer#patience}. */
        default long patience() {
            return 0;
        }

        /** See {@link RtmpLink.Peer#rest}. */
        default void rest(long time) {}

        /** The server has said something about our stream. */
        default void status(RtmpLink link, Command status) {}

        /** The connection takes bytes again, or takes none any more. */
        default void writability() {}
    }

    private final RtmpUrl url;
    private final RtmpConfig config;
    private final Listener listener;
    private final CompletableFuture<RtmpLink> shaken = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final CompletableFuture<ReconnectRequest> moved = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<Command>> calls = new ConcurrentHashMap<>();

    /** What answers the command about a stream that was said last. */
    private volatile CompletableFuture<Command> streamStatus = new CompletableFuture<>();

    private volatile @Nullable Channel channel;
    private Capabilities capabilities = Capabilities.NONE;
    private int lastTransaction;

    private RtmpClient(RtmpUrl url, RtmpConfig config, Listener listener) {
        this.url = url;
        this.config = config;
        this.listener = listener;
    }

    /**
     * Connects, shakes hands and says {@code connect}. {@code purpose} is what the port is leased
     * for.
     */
    static RtmpClient connect(
            String purpose,
            RtmpUrl url,
            Network network,
            RtmpConfig config,
            Tls tls,
            Listener listener)
            throws IOException, InterruptedException {
        var client = new RtmpClient(url, config, listener);
        try {
            client.dial(purpose, network, url.tls() ? tls.client() : null);
            client.introduce();
            return client;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            client.close();
            throw failed;
        }
    }

    private void dial(String purpose, Network network, @Nullable SslContext tls)
            throws IOException, InterruptedException {
        var dialled =
                network.dial(
                        purpose,
                        url.host(),
                        url.port(),
                        config.connect(),
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel fresh) {
                                // Who waits here gives up first, with a sentence that says more.
                                var patience = config.handshake().multipliedBy(3);
                                if (tls != null) {
                                    fresh.pipeline()
                                            .addLast(
                                                    tls.newHandler(
                                                            fresh.alloc(), url.host(), url.port()));
                                } else {
                                    Inbox.of(fresh);
                                }
                                fresh.pipeline()
                                        .addLast(RtmpLink.dialled(RtmpClient.this, patience));
                            }
                        });
        channel = dialled;
        listener.reached("connect");
        network.giveUpUnacknowledged(dialled, config.targetStall().multipliedBy(2));
        secure(dialled);
        await(shaken, "shake hands");
        listener.reached("handshake");
    }

    /** What goes wrong here is told by the link, which is closed by it. */
    private void secure(Channel dialled) throws InterruptedException {
        var tls = dialled.pipeline().get(SslHandler.class);
        if (tls != null && tls.handshakeFuture().await(config.handshake().toMillis())) {
            listener.reached("tls");
        }
    }

    private void introduce() throws IOException, InterruptedException {
        send(new RtmpMessage.WindowAcknowledgementSize(WINDOW));
        send(new RtmpMessage.SetChunkSize(config.chunkSize()));
        var about = new LinkedHashMap<String, Amf>();
        about.put("app", Amf.str(url.app()));
        about.put("type", Amf.str("nonprivate"));
        about.put("flashVer", Amf.str("FMLE/3.0 (compatible; Berth)"));
        about.put("tcUrl", Amf.str(url.tcUrl()));
        about.putAll(Replies.OURS.toAmf());
        capabilities = Capabilities.of(call("connect", new Amf.Obj(about)).argument(1));
        listener.reached("accept");
    }

    /** What the server says it can do beyond RTMP 1.0. */
    Capabilities capabilities() {
        return capabilities;
    }

    /** Creates a message stream; its number. */
    int createStream() throws IOException, InterruptedException {
        return (int) Replies.number(call("createStream", Amf.nil()), 1);
    }

    /** Says a command about a message stream, and waits for the status that answers it. */
    Command perform(int stream, String command, Amf... arguments)
            throws IOException, InterruptedException {
        var status = new CompletableFuture<Command>();
        streamStatus = status;
        tell(stream, command, arguments);
        var answer = await(status, command);
        if (Replies.said(answer, "level").equals("error")) {
            throw refused(command, answer);
        }
        return answer;
    }

    /** Says a command that nobody answers. */
    void tell(int stream, String command, Amf... arguments) {
        var all = new ArrayList<Amf>();
        all.add(Amf.nil());
        all.addAll(List.of(arguments));
        send(new Command(stream, command, stream == 0 ? ++lastTransaction : 0, all));
    }

    private Command call(String name, Amf... arguments) throws IOException, InterruptedException {
        int transaction = ++lastTransaction;
        var answer = new CompletableFuture<Command>();
        calls.put(transaction, answer);
        send(new Command(0, name, transaction, List.of(arguments)));
        var said = await(answer, name);
        if (said.name().equals("_error")) {
            throw refused(name, said);
        }
        return said;
    }

    private IOException refused(String command, Command answer) {
        var why = Replies.said(answer, "description");
        return new IOException(
                url.tcUrl()
                        + " refused "
                        + command
                        + " with "
                        + url.hush(Replies.said(answer, "code"))
                        + (why.isEmpty() ? "" : " (" + url.hush(why) + ")")
                        + "; check the application, the stream key and who may use it");
    }

    private <T> T await(CompletableFuture<T> answer, String what)
            throws IOException, InterruptedException {
        try {
            var first = CompletableFuture.anyOf(answer, end);
            first.get(config.handshake().toNanos(), TimeUnit.NANOSECONDS);
            if (answer.isDone()) {
                return answer.get();
            }
            throw new IOException(url.tcUrl() + " would not " + what + ": " + end.get());
        } catch (TimeoutException late) {
            throw new IOException(
                    url.tcUrl()
                            + " took the connection but did not "
                            + what
                            + " within "
                            + config.handshake().toSeconds()
                            + " s; see that it speaks RTMP",
                    late);
        } catch (ExecutionException never) {
            throw new IOException(never.getCause());
        }
    }

    private void send(RtmpMessage message) {
        var link = shaken.getNow(null);
        if (link == null) {
            return;
        }
        // At once where that is possible, so that a farewell is not overtaken by the hanging up.
        if (link.loop().inEventLoop()) {
            link.send(message);
        } else {
            link.loop().execute(() -> link.send(message));
        }
    }

    RtmpLink link() {
        return shaken.join();
    }

    /** Done with the reason, once the connection is closed. */
    CompletableFuture<String> end() {
        return end;
    }

    /** Done when the server asks us to go elsewhere. */
    CompletableFuture<ReconnectRequest> moved() {
        return moved;
    }

    @Override
    public void up(RtmpLink link) {
        shaken.complete(link);
    }

    @Override
    public void on(RtmpMessage message) throws Malformed {
        try {
            switch (message) {
                case Command command -> on(command);
                case RtmpMessage.UserControl(int event, long _, long _)
                        when event == RtmpMessage.UserControl.STREAM_EOF ->
                        link().close("the stream ended");
                default -> listener.media(message);
            }
        } finally {
            message.release();
        }
    }

    @Override
    public long patience() {
        return listener.patience();
    }

    @Override
    public void rest(long time) {
        listener.rest(time);
    }

    private void on(Command command) {
        switch (command.name()) {
            case "_result", "_error" -> answered(command);
            case "onStatus" -> status(command);
            default -> {}
        }
    }

    private void answered(Command command) {
        var call = calls.remove((int) command.transaction());
        if (call != null) {
            call.complete(command);
        }
    }

    private void status(Command command) {
        var request = ReconnectRequest.of(command);
        if (request != null) {
            moved.complete(request);
            return;
        }
        var code = Replies.said(command, "code");
        if (!code.equals("NetStream.Play.Reset") && !code.startsWith("NetConnection.")) {
            streamStatus.complete(command);
        }
        listener.status(link(), command);
    }

    @Override
    public void writability() {
        listener.writability();
    }

    @Override
    public void down(String why) {
        end.complete(why);
    }

    @Override
    public void close() {
        var open = channel;
        if (open != null) {
            open.close();
        }
        end.complete("closed");
    }
}

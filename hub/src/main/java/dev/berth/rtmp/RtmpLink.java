package dev.berth.rtmp;

import dev.berth.codec.Malformed;
import dev.berth.codec.rtmp.ClientHandshake;
import dev.berth.codec.rtmp.RtmpLimits;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpReader;
import dev.berth.codec.rtmp.RtmpWriter;
import dev.berth.codec.rtmp.ServerHandshake;
import dev.berth.media.Sockets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One RTMP connection below the commands: shakes hands, turns bytes into messages and messages into
 * bytes, and acknowledges what it received. Everything runs on the connection's event loop.
 */
final class RtmpLink extends ChannelInboundHandlerAdapter implements ReadingRounds.Subject {
    /** Whoever speaks over a link. Called on its event loop. */
    interface Peer {
        /** Hands are shaken. */
        void up(RtmpLink link);

        /** A message came; its payload belongs to the peer. */
        void on(RtmpMessage message) throws Malformed;

        /** How long what comes next may wait to be read, in nanoseconds. */
        default long patience() {
            return 0;
        }

        /** All that had come was handed over; nothing is read for {@code time} nanoseconds. */
        default void rest(long time) {}

        /**
         * The connection takes bytes again, or takes none any more: see {@link RtmpLink#writable}.
         */
        void writability();

        /**
         * The connection is closed; once, and nothing comes after it. {@code why} is one sentence.
         */
        void down(String why);
    }

    private static final System.Logger LOG = System.getLogger("dev.berth.rtmp");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /** Reads without the channel's help before others have their turn. */
    private static final int MOST_READS = 16;

    private final Peer peer;
    private final Duration patience;
    private final @Nullable ServerHandshake server;
    private final @Nullable ClientHandshake client;
    private final RtmpWriter writer = new RtmpWriter();

    private @Nullable ChannelHandlerContext context;
    private @Nullable RtmpReader reader;
    private @Nullable ByteBuf unread;
    private boolean up;
    private long acknowledgeEvery = Long.MAX_VALUE;
    private long acknowledged;
    private @Nullable ReadingRounds rounds;
    private @Nullable EpollSocketChannel socket;
    private volatile long readAt; // written by the loop; whoever waits for the peer reads it
    private @Nullable String why;
    private @Nullable Future<?> deadline;

    private RtmpLink(
            Peer peer,
            Duration patience,
            @Nullable ServerHandshake server,
            @Nullable ClientHandshake client) {
        this.peer = peer;
        this.patience = patience;
        this.server = server;
        this.client = client;
    }

    /** The side that was connected to. {@code patience} is how long the handshake may take. */
    static RtmpLink accepted(Peer peer, Duration patience) {
        return new RtmpLink(peer, patience, new ServerHandshake(RANDOM, 0), null);
    }

    /** The side that connected. */
    static RtmpLink dialled(Peer peer, Duration patience) {
        return new RtmpLink(peer, patience, null, new ClientHandshake(RANDOM, 0));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (ctx.channel().isActive()) {
            begin(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin(ctx);
    }

    private void begin(ChannelHandlerContext ctx) {
        if (reader != null) {
            return;
        }
        reader = new RtmpReader(RtmpLimits.DEFAULT, ctx.alloc());
        rounds = new ReadingRounds(ctx.channel(), this);
        socket = Sockets.bare(ctx.channel());
        readAt = System.nanoTime();
        if (client != null) {
            ctx.writeAndFlush(client.start(ctx.alloc()), ctx.voidPromise());
        }
        within(patience, "the RTMP handshake");
    }

    /** Hangs up unless {@link #settled} is called in time. */
    void within(Duration time, String what) {
        settled();
        deadline =
                loop().schedule(
                                () -> close(what + " took longer than " + time.toSeconds() + " s"),
                                time.toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    void settled() {
        var running = deadline;
        if (running != null) {
            running.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        readAt = System.nanoTime();
        var in = together(ctx, (ByteBuf) bytes);
        try {
            take(ctx, in);
        } catch (Malformed malformed) {
            close("the peer sent what RTMP does not allow: " + malformed.getMessage());
        } finally {
            keep(in);
        }
    }

    /** A message that has begun goes on at once, now that its sender knows that it was read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        int reads = 0;
        while (up && midMessage() && reads < MOST_READS && receive()) {
            reads++;
        }
        if (up && rounds != null && why == null) {
            rounds.read();
        }
        ctx.fireChannelReadComplete();
    }

    private boolean midMessage() {
        return why == null && reader != null && reader.unfinished();
    }

    /**
     * Reads once, unless whoever takes no answers is not to be read. The end is left for the
     * channel to meet.
     */
    private boolean receive() {
        if (socket == null || context == null || !socket.isOpen() || !socket.isWritable()) {
            return false;
        }
        try {
            var bytes = Inbox.read(socket);
            if (bytes != null) {
                channelRead(context, bytes);
            }
            return bytes != null;
        } catch (IOException broken) {
            exceptionCaught(context, broken);
            return false;
        }
    }

    @Override
    public long patience() {
        return why == null ? peer.patience() : 0;
    }

    @Override
    public void rest(long time) {
        if (why == null) {
            peer.rest(time);
        }
    }

    @Override
    public long bytesRead() {
        return reader == null ? 0 : reader.bytesRead();
    }

    /** The window that the kernel opens to the other side: RFC 9293, section 3.8.6. */
    @Override
    public long room() {
        try {
            return socket == null ? 0 : socket.tcpInfo().rcvSsthresh();
        } catch (ChannelException closing) {
            return 0;
        }
    }

    @Override
    public boolean look() {
        int reads = 0;
        while (why == null && reads < MOST_READS && receive()) {
            reads++;
        }
        return reads > 0;
    }

    private ByteBuf together(ChannelHandlerContext ctx, ByteBuf fresh) {
        var before = unread;
        unread = null;
        return before == null
                ? fresh
                : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, fresh);
    }

    private void keep(ByteBuf in) {
        if (in.isReadable() && context != null && why == null) {
            unread = context.alloc().buffer(in.readableBytes()).writeBytes(in);
        }
        in.release();
    }

    private void take(ChannelHandlerContext ctx, ByteBuf in) throws Malformed {
        if (!up && !shakeHands(ctx, in)) {
            return;
        }
        var messages = reader;
        while (messages != null && why == null) {
            var message = messages.next(in);
            if (message == null) {
                break;
            }
            settle(message);
            peer.on(message);
        }
        acknowledge();
    }

    private boolean shakeHands(ChannelHandlerContext ctx, ByteBuf in) throws Malformed {
        boolean more = true;
        while (more && !handsShaken()) {
            int before = in.readableBytes();
            var answer = server != null ? server.answer(in, ctx.alloc()) : answerAsClient(ctx, in);
            if (answer != null) {
                ctx.writeAndFlush(answer, ctx.voidPromise());
            }
            more = answer != null || in.readableBytes() < before;
        }
        if (!handsShaken()) {
            return false;
        }
        up = true;
        settled();
        peer.up(this);
        return true;
    }

    private @Nullable ByteBuf answerAsClient(ChannelHandlerContext ctx, ByteBuf in)
            throws Malformed {
        return client == null ? null : client.answer(in, ctx.alloc());
    }

    private boolean handsShaken() {
        return server != null ? server.done() : client != null && client.done();
    }

    /** What the link itself must know of a message. */
    private void settle(RtmpMessage message) {
        switch (message) {
            case RtmpMessage.WindowAcknowledgementSize(int size) ->
                    acknowledgeEvery = Math.max(1, size);
            case RtmpMessage.UserControl(int event, long first, long _)
                    when event == RtmpMessage.UserControl.PING_REQUEST ->
                    send(new RtmpMessage.UserControl(RtmpMessage.UserControl.PING_RESPONSE, first));
            default -> {}
        }
    }

    private void acknowledge() {
        long read = bytesRead();
        if (read - acknowledged >= acknowledgeEvery) {
            acknowledged = read;
            send(new RtmpMessage.Acknowledgement(read & 0xffff_ffffL));
        }
    }

    /** Writes a message and sends it on its way. */
    void send(RtmpMessage message) {
        write(message);
        flush();
    }

    /** Writes a message; it goes with the next {@link #flush}. */
    void write(RtmpMessage message) {
        if (context != null) {
            var out = context.alloc().directBuffer(256);
            writer.write(message, out);
            write(out);
        }
    }

    /** Writes bytes that are whole messages already, and takes them over. */
    void write(ByteBuf messages) {
        if (context == null) {
            messages.release();
        } else {
            context.write(messages, context.voidPromise());
        }
    }

    void flush() {
        if (context != null) {
            context.flush();
        }
    }

    /**
     * Whether the connection takes more now; when it does not, what is sent nevertheless waits in
     * memory.
     */
    boolean writable() {
        return channel().isWritable();
    }

    Channel channel() {
        if (context == null) {
            throw new IllegalStateException("the link has no connection yet");
        }
        return context.channel();
    }

    EventLoop loop() {
        return channel().eventLoop();
    }

    /** When the peer was last heard of, as {@link System#nanoTime()}. */
    long readAt() {
        return readAt;
    }

    /** The peer's address, as operators write it. */
    String remote() {
        return channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : "an unknown address";
    }

    /**
     * Hangs up after what was written so far is sent. {@code reason} is one sentence; the first one
     * counts.
     */
    void close(String reason) {
        close(reason, FAREWELL);
    }

    /**
     * The same for a peer that may be a while behind. One that reads nothing would keep the last
     * bytes, and so the connection, for ever: {@code patience} is how long it may.
     */
    void close(String reason, Duration patience) {
        if (why == null) {
            why = reason;
            channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            loop().schedule(() -> channel().close(), patience.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Hangs up at once. */
    void abort(String reason) {
        if (why == null) {
            why = reason;
        }
        channel().close();
    }

    /** Who takes no answers gets no further questions read: answers must not pile up in memory. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean resting = rounds != null && rounds.resting();
        ctx.channel().config().setAutoRead(!resting && ctx.channel().isWritable());
        if (up) {
            peer.writability();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        settled();
        peer.down(why == null ? "the other side hung up" : why);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (unread != null) {
            unread.release();
            unread = null;
        }
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    /** What breaks inside a decoder, such as TLS, comes wrapped. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable raw) {
        var inner = raw instanceof DecoderException ? raw.getCause() : null;
        var cause = inner == null ? raw : inner;
        if (!(cause instanceof IOException)) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "unexpected on the connection of " + remote(),
                    cause);
        }
        abort(broken(cause));
    }

    private static String broken(Throwable cause) {
        for (var deeper = cause; deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof CertificateException) {
                return "its certificate is not trusted here ("
                        + deeper.getMessage()
                        + "); name a PEM file with it or its issuer in tls.trust";
            }
        }
        return "the connection broke: " + cause.getMessage();
    }
}

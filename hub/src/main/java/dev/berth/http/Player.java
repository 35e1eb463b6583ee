package dev.berth.http;

import dev.berth.access.Pass;
import dev.berth.config.Section;
import dev.berth.media.Codec;
import dev.berth.media.Delivery;
import dev.berth.media.Meter;
import dev.berth.media.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who plays: waits until the stream shows what it carries, and is then sent it until it
 * ends. Everything runs on the connection's event loop.
 *
 * <p>Without a WebSocket the answer ends where the connection does: RFC 9112, 6.3. So its bytes are
 * the same for everybody, and no chunk needs a header.
 */
final class Player extends ChannelInboundHandlerAdapter implements Delivery.Client {
    /**
     * What is asked for.
     *
     * @param stream its name
     * @param socket whether it is sent as messages of a WebSocket
     */
    record Wish(String stream, Format format, boolean socket) {}

    /** Players have next to nothing to say; who says more than this, in bits a second, is none. */
    private static final long LOUDEST = 500_000;

    private final Exchange exchange;
    private final Wish wish;
    private final Streams streams;
    private final Duration stall;
    private final Pass pass;
    private final Meter talk = new Meter(System.nanoTime());

    private @Nullable Runnable untap;
    private @Nullable Future<?> patience;
    private @Nullable Delivery delivery;

    /** {@code pass} is given back when the player leaves. */
    Player(Exchange exchange, Wish wish, Streams streams, Duration stall, Pass pass) {
        this.exchange = exchange;
        this.wish = wish;
        this.streams = streams;
        this.stall = stall;
        this.pass = pass;
    }

    /** Waits for the stream, as long as a stream waits for its publisher. */
    void await() {
        exchange.onGone(this::leave);
        var grace = streams.config().grace();
        patience = exchange.loop().schedule(this::giveUp, grace.toNanos(), TimeUnit.NANOSECONDS);
        try {
            var overture = new Overture(exchange.loop(), this::begin, this::tellNobodyCame);
            untap = streams.tap(wish.stream, overture);
        } catch (IOException full) {
            refuse(HttpResponseStatus.SERVICE_UNAVAILABLE, full.getMessage());
        }
    }

    private void giveUp() {
        var published = streams.status(wish.stream).filter(status -> status.publisher() != null);
        if (published.isEmpty()) {
            tellNobodyCame();
        } else if (published.get().frames() == 0) {
            refuse(
                    HttpResponseStatus.NOT_FOUND,
                    wish.stream
                            + " is published, and nothing of it has come within "
                            + Section.words(streams.config().grace())
                            + "; see what its publisher or its source says");
        }
    }

    private void tellNobodyCame() {
        refuse(
                HttpResponseStatus.NOT_FOUND,
                "nobody publishes "
                        + wish.stream
                        + ", and nobody came to do so within "
                        + Section.words(streams.config().grace()));
    }

    private void refuse(HttpResponseStatus status, @Nullable String sentence) {
        if (!exchange.over()) {
            exchange.answer(Reply.problem(status, sentence == null ? "refused" : sentence));
            leave();
        }
    }

    private void begin(Set<Codec> codecs) {
        if (exchange.over()) {
            return;
        }
        var refusal =
                codecs.stream().flatMap(codec -> wish.format.refusal(codec).stream()).findFirst();
        if (refusal.isPresent()) {
            refuse(HttpResponseStatus.NOT_ACCEPTABLE, refusal.get());
            return;
        }
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            exchange.handOver(endless(), this);
            hangUp(Unpooled.EMPTY_BUFFER);
        } else {
            play(open(codecs));
        }
    }

    private void play(Channel channel) {
        var sending = new Delivery(channel, stall, this);
        delivery = sending;
        try {
            var bare = wish.format.packaging();
            sending.start(streams, wish.stream, wish.socket ? new WebSocketPackaging(bare) : bare);
            stopListening();
        } catch (IOException full) {
            channel.close();
        }
    }

    private Channel open(Set<Codec> codecs) {
        var preface = wish.format.preface(codecs);
        if (!wish.socket) {
            var channel = exchange.handOver(endless(), this);
            channel.writeAndFlush(preface, channel.voidPromise());
            return channel;
        }
        var channel =
                exchange.handOver(
                        WebSockets.accept(exchange.request()),
                        WebSockets.decoder(),
                        WebSockets.encoder(),
                        this);
        channel.writeAndFlush(
                preface.isReadable() ? WebSockets.message(preface) : preface,
                channel.voidPromise());
        return channel;
    }

    /**
     * Nobody is to keep what never ends, and no proxy is to wait for its end: X-Accel-Buffering.
     */
    private HttpResponse endless() {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, wish.format.type())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set("X-Accel-Buffering", "no");
        return head;
    }

    private void stopListening() {
        var listening = untap;
        if (listening != null) {
            untap = null;
            listening.run();
        }
        var waiting = patience;
        if (waiting != null) {
            patience = null;
            waiting.cancel(false);
        }
    }

    private void leave() {
        stopListening();
        if (delivery != null) {
            delivery.close();
        }
        pass.close();
    }

    /** What players say is of no interest, but for pings and farewells. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            talk.mark(size(message), System.nanoTime());
            if (talk.bitsPerSecond(System.nanoTime()) > LOUDEST) {
                ctx.close();
                return;
            }
            switch (message) {
                case PingWebSocketFrame ping ->
                        ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
                case CloseWebSocketFrame close ->
                        hangUp(new CloseWebSocketFrame(true, 0, close.content().retain()));
                default -> {}
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static int size(Object message) {
        return switch (message) {
            case ByteBuf bytes -> bytes.readableBytes();
            case ByteBufHolder frame -> frame.content().readableBytes() + 1;
            default -> 1;
        };
    }

    /** Who takes nothing gets nothing read: our pongs must not pile up in memory. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        if (delivery != null) {
            delivery.writability();
        }
    }

    /** Players are not told which frames they lost: the formats have no words for it. */
    @Override
    public void dropped(long frames) {}

    @Override
    public void ended() {
        hangUp(
                wish.socket
                        ? new CloseWebSocketFrame(
                                WebSocketCloseStatus.NORMAL_CLOSURE, wish.stream + " has ended")
                        : Unpooled.EMPTY_BUFFER);
    }

    /**
     * Hangs up when the last word is sent. One that reads nothing would keep it, and so the
     * connection, for ever.
     */
    private void hangUp(Object lastWord) {
        leave();
        var channel = exchange.channel();
        channel.writeAndFlush(lastWord).addListener(ChannelFutureListener.CLOSE);
        channel.eventLoop().schedule(() -> channel.close(), stall.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void stalled() {
        exchange.channel().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        leave();
    }

    /** The connection broke, or the client speaks no WebSocket after all. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}

package dev.berth.http;

import dev.berth.codec.Malformed;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, or one request of a connection that speaks HTTP/2: reads requests, each when the
 * one before it has been answered, and hangs up on clients that keep us waiting. Everything runs on
 * the connection's event loop.
 */
final class HttpLink extends ChannelInboundHandlerAdapter {
    /**
     * What the connections of a port have in common.
     *
     * @param sites the first that owns a path answers for it
     */
    record House(HttpConfig config, List<Site> sites, InstantSource time) {
        House {
            sites = List.copyOf(sites);
        }
    }

    private static final System.Logger LOG = System.getLogger("dev.berth.http");

    /** A path and a query of this length name every stream and bear every token. */
    private static final int LONGEST_LINE = 8 << 10;

    private static final int LARGEST_CHUNK = 64 << 10;

    /** Requests that are sent ahead wait; what one look into the socket brings bounds them. */
    private static final int ANY_NUMBER = Integer.MAX_VALUE;

    /**
     * How long the rest of a request is read and thrown away that was refused: a client that is
     * hung up on while it still sends may never see why.
     */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT);

    /** RFC 9110, 5.6.7. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final House house;
    private final boolean full;
    private final FlowControlHandler sluice = new FlowControlHandler();
    private final ChannelHandler codec;
    private final boolean framed;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange current;
    private @Nullable Slices slices;
    private @Nullable Future<?> deadline;
    private boolean listening;
    private long readAt;
    private boolean leaving;

    private HttpLink(House house, boolean full, ChannelHandler codec, boolean framed) {
        this.house = house;
        this.full = full;
        this.codec = codec;
        this.framed = framed;
    }

    /** {@code full}: the port has its fill of connections, and this one is only told so. */
    static HttpLink ofConnection(House house, boolean full) {
        var limits =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(LONGEST_LINE)
                        .setMaxHeaderSize(house.config.headers())
                        .setMaxChunkSize(LARGEST_CHUNK);
        return new HttpLink(house, full, new HttpServerCodec(limits, ANY_NUMBER), false);
    }

    /** For the channel of one request of a connection that speaks HTTP/2. */
    static HttpLink ofRequest(House house, boolean full) {
        return new HttpLink(house, full, new Http2StreamFrameToHttpObjectCodec(true), true);
    }

    /** Puts it onto a fresh channel. Nothing is read but what is asked for. */
    void install(Channel fresh) {
        fresh.config().setAutoRead(false);
        fresh.pipeline().addLast(codec, sluice, this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (ctx.channel().isActive()) {
            begin();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin();
    }

    private void begin() {
        if (deadline == null) {
            within(house.config.handshake());
            listen();
        }
    }

    Channel channel() {
        return context().channel();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("the link has no connection yet");
        }
        return context;
    }

    /** Hangs up unless {@link #settled} is called in time. */
    private void within(Duration time) {
        settled();
        deadline = after(time, () -> channel().close());
    }

    private Future<?> after(Duration time, Runnable deed) {
        return channel().eventLoop().schedule(deed, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void settled() {
        var running = deadline;
        if (running != null) {
            running.cancel(false);
            deadline = null;
        }
    }

    /** Asks for one message more: a head, or what comes behind it. */
    private void listen() {
        listening = true;
        context().read();
    }

    /** What was in the socket held no whole message: that counted as an answer. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (listening) {
            ctx.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        listening = false;
        readAt = System.nanoTime();
        try {
            switch (message) {
                case FullHttpRequest whole when !leaving -> {
                    head(whole);
                    part(whole);
                }
                case HttpRequest request when !leaving -> head(request);
                case HttpContent part when !leaving -> part(part);
                default -> {}
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpRequest raw) {
        settled();
        var fault = raw.decoderResult().cause();
        if (fault != null) {
            refuseUnread(fault);
            return;
        }
        try {
            take(Request.of(raw, remote()));
        } catch (IllegalArgumentException meaningless) {
            refuseUnread(meaningless);
        }
    }

    private InetSocketAddress remote() {
        return (InetSocketAddress) channel().remoteAddress();
    }

    private void take(Request request) {
        var exchange = new Exchange(this, request);
        current = exchange;
        if (full) {
            exchange.answer(
                    Reply.problem(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            "this port serves "
                                    + house.config.connections()
                                    + " connections already; come again later, or raise"
                                    + " http.connections"));
        } else if (request.body() && WITH_BODY.contains(request.method())) {
            dispatch(exchange);
        } else if (request.body()) {
            exchange.answer(
                    Reply.problem(
                            HttpResponseStatus.BAD_REQUEST,
                            "a " + request.method() + " has no body here; send it without one"));
        } else {
            listen(); // for the end of the request, which is right behind its head
        }
    }

    private void dispatch(Exchange exchange) {
        var request = exchange.request();
        if (request.method().equals(HttpMethod.OPTIONS)) {
            exchange.answer(house.config.cors().preflight(request));
            return;
        }
        house.sites.stream()
                .filter(site -> site.owns(request.path()))
                .findFirst()
                .ifPresentOrElse(
                        site -> site.on(exchange), () -> exchange.answer(nothing(request)));
    }

    private static Reply nothing(Request request) {
        return Reply.problem(
                HttpResponseStatus.NOT_FOUND,
                "nothing is served at /"
                        + request.path()
                        + "; ask for /APP/STREAM.flv, .ts or .m3u8, such as /live/demo.flv");
    }

    private void part(HttpContent part) {
        var exchange = current;
        if (exchange == null) {
            return;
        }
        try {
            exchange.part(part.content());
        } catch (Malformed malformed) {
            exchange.answer(Reply.unreadable(malformed));
            return;
        }
        var fault = part.decoderResult().cause();
        if (exchange.over()) {
            return;
        }
        if (fault != null) {
            exchange.answer(Reply.problem(status(fault), sentence(fault)));
        } else if (part instanceof LastHttpContent) {
            ended(exchange);
        }
    }

    private void ended(Exchange exchange) {
        settled();
        channel().config().setAutoRead(false);
        exchange.end();
        if (!exchange.request().body() && !exchange.over()) {
            dispatch(exchange);
        }
    }

    /** Has the body of the current request come, as long as something does come. */
    void receive(Request request) {
        if (request.waitsToSend()) {
            context()
                    .writeAndFlush(
                            new DefaultFullHttpResponse(
                                    HttpVersion.HTTP_1_1,
                                    HttpResponseStatus.CONTINUE,
                                    Unpooled.EMPTY_BUFFER));
        }
        readAt = System.nanoTime();
        listenForSilence(house.config.silence().toNanos());
        channel().config().setAutoRead(true);
    }

    /** Looks again when the silence would be long enough, had it begun with the last bytes. */
    private void listenForSilence(long nanos) {
        deadline = after(Duration.ofNanos(nanos), this::checkSilence);
    }

    private void checkSilence() {
        var exchange = current;
        long left = house.config.silence().toNanos() - (System.nanoTime() - readAt);
        if (left > 0) {
            listenForSilence(left);
        } else if (exchange != null) {
            exchange.answer(
                    Reply.problem(
                            HttpResponseStatus.REQUEST_TIMEOUT,
                            "nothing of the body came for "
                                    + house.config.silence().toSeconds()
                                    + " s; publish again"));
        }
    }

    /** Says no to a request that could not be read; so nothing behind it can be, either. */
    private void refuseUnread(Throwable fault) {
        send(Reply.problem(status(fault), sentence(fault)), HttpVersion.HTTP_1_1, false, false);
    }

    private static HttpResponseStatus status(Throwable fault) {
        return switch (fault) {
            case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            default -> HttpResponseStatus.BAD_REQUEST;
        };
    }

    private String sentence(Throwable fault) {
        return switch (fault) {
            case TooLongHttpLineException _ ->
                    "the request's first line has more than "
                            + LONGEST_LINE
                            + " bytes; ask for a shorter path";
            case TooLongHttpHeaderException _ ->
                    "the request has more than "
                            + house.config.headers()
                            + " bytes of header fields; send fewer, or raise http.headers";
            default -> "that is no HTTP request: " + fault.getMessage();
        };
    }

    /**
     * Writes an answer.
     *
     * @param whole whether the request has been read to its end
     */
    void write(Request request, Reply reply, boolean whole) {
        house.config.cors().allow(request, reply.headers());
        send(reply, request.version(), whole && request.lasting(), whole);
    }

    private void send(Reply reply, HttpVersion version, boolean stays, boolean whole) {
        settled();
        leaving = !stays;
        var response = reply.response();
        response.headers().set(HttpHeaderNames.DATE, DATE.format(house.time.instant()));
        HttpUtil.setKeepAlive(response.headers(), version, stays);
        var written = write(response);
        watch(written, Long.MAX_VALUE);
        written.addListener(done -> sent(done.isSuccess(), whole));
    }

    private ChannelFuture write(FullHttpResponse response) {
        if (response.content().readableBytes() <= Slices.SIZE) {
            return context().writeAndFlush(response);
        }
        var large = new Slices(context(), response);
        slices = large;
        large.write();
        return large.written();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (slices != null) {
            slices.write();
        }
    }

    private void sent(boolean success, boolean whole) {
        settled();
        slices = null;
        if (success && !leaving) {
            next();
        } else if (success && !whole) {
            linger();
        } else {
            channel().close();
        }
    }

    /**
     * Hangs up on who takes nothing of an answer for too long.
     *
     * @param waiting what could not be written when this was last looked at, in bytes
     */
    private void watch(ChannelFuture written, long waiting) {
        if (written.isDone()) {
            return;
        }
        deadline =
                after(
                        house.config.stall(),
                        () -> {
                            long now = unwritten();
                            if (now < waiting) {
                                watch(written, now);
                            } else {
                                channel().close();
                            }
                        });
    }

    private long unwritten() {
        return channel().bytesBeforeWritable() + (slices == null ? 0 : slices.left());
    }

    private void next() {
        current = null;
        within(house.config.idle());
        listen();
    }

    private void linger() {
        channel().config().setAutoRead(true);
        within(FAREWELL);
    }

    /** Takes HTTP off the channel: what is written to it now are the bytes of the answer. */
    Channel handOver(Request request, HttpResponse head, ChannelHandler... after) {
        settled();
        head.headers().set(HttpHeaderNames.DATE, DATE.format(house.time.instant()));
        house.config.cors().allow(request, head.headers());
        var channel = channel();
        context().write(head, channel.voidPromise());
        var pipeline = channel.pipeline();
        pipeline.addLast(after).remove(this).remove(sluice);
        if (framed) {
            pipeline.replace(codec, null, new Frames());
        } else {
            pipeline.remove(codec);
        }
        channel.config().setAutoRead(true);
        return channel;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        settled();
        if (slices != null) {
            slices.drop();
        }
        if (current != null) {
            current.gone();
        }
        ctx.fireChannelInactive();
    }

    /** What breaks inside a decoder, such as TLS, comes wrapped. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable raw) {
        var inner = raw instanceof DecoderException ? raw.getCause() : null;
        var cause = inner == null ? raw : inner;
        if (!(cause instanceof IOException) && !leaving) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "unexpected on the connection of " + remote(),
                    cause);
        }
        ctx.close();
    }
}

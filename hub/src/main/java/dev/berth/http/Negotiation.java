package dev.berth.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/**
 * Speaks, on a connection with TLS, the HTTP that both sides know best: RFC 7301. With HTTP/2 (RFC
 * 9113) each request is a channel of its own, which gets a {@link HttpLink} like a connection does.
 */
final class Negotiation extends ApplicationProtocolNegotiationHandler {
    /** What we speak, the best first. */
    static final String[] PROTOCOLS = {
        ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1
    };

    /** A page with a player needs a few at a time. */
    private static final int MOST_STREAMS = 100;

    private final HttpLink.House house;
    private final boolean full;

    /** {@code full}: the port has its fill of connections, and this one is only told so. */
    Negotiation(HttpLink.House house, boolean full) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.house = house;
        this.full = full;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            long idle = house.config().idle().toMillis();
            ctx.pipeline()
                    .addLast(frames())
                    .addLast(new Http2MultiplexHandler(new Requests()))
                    .addLast(
                            new IdleStateHandler(0, 0, idle, TimeUnit.MILLISECONDS) {
                                @Override
                                protected void channelIdle(
                                        ChannelHandlerContext idling, IdleStateEvent e) {
                                    idling.close();
                                }
                            });
        } else {
            HttpLink.ofConnection(house, full).install(ctx.channel());
        }
    }

    /** Who speaks no TLS, or gives up, is nobody's business: scanners do so all day. */
    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private Http2FrameCodec frames() {
        return Http2FrameCodecBuilder.forServer()
                .initialSettings(
                        Http2Settings.defaultSettings()
                                .maxConcurrentStreams(MOST_STREAMS)
                                .maxHeaderListSize(house.config().headers()))
                .build();
    }

    /** Each request of a connection. */
    private final class Requests extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel request) {
            HttpLink.ofRequest(house, full).install(request);
        }
    }
}

package dev.berth.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;

/** Puts the bytes of an answer that has no length into HTTP/2's frames, and ends it by the last. */
final class Frames extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object bytes, ChannelPromise promise) {
        ctx.write(
                bytes instanceof ByteBuf data ? new DefaultHttp2DataFrame(data) : bytes,
                promise.unvoid());
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (ctx.channel().isActive()) {
            ctx.writeAndFlush(new DefaultHttp2DataFrame(true));
        }
        ctx.close(promise);
    }
}

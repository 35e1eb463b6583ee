package dev.berth.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;

/**
 * An answer whose body goes out a slice at a time, as the connection takes it: Netty copies what it
 * is given out of the heap, and would keep a copy of the whole for every slow client. Belongs to
 * the connection's event loop.
 */
final class Slices {
    /** Bytes of a slice; a body of no more than this needs no slicing. */
    static final int SIZE = 64 << 10;

    private final ChannelHandlerContext to;
    private final ByteBuf body;
    private final ChannelPromise written;
    private boolean writing;

    /** Takes the answer over. */
    Slices(ChannelHandlerContext to, FullHttpResponse answer) {
        this.to = to;
        this.body = answer.content();
        this.written = to.newPromise();
        to.write(
                new DefaultHttpResponse(
                        answer.protocolVersion(), answer.status(), answer.headers()));
    }

    /**
     * Writes as much as the connection takes; to be called again when it takes more. What is
     * written changes that, which is told in the midst of it: the encoder cannot be entered twice.
     */
    void write() {
        if (writing) {
            return;
        }
        writing = true;
        while (body.isReadable() && to.channel().isWritable()) {
            boolean last = left() <= SIZE;
            to.writeAndFlush(next(), last ? written : to.newPromise());
        }
        writing = false;
    }

    private HttpContent next() {
        if (body.readableBytes() > SIZE) {
            return new DefaultHttpContent(body.readRetainedSlice(SIZE));
        }
        var last = body.readRetainedSlice(left());
        body.release();
        return new DefaultLastHttpContent(last);
    }

    /** Bytes that were not handed to the connection yet. */
    int left() {
        return body.readableBytes();
    }

    /** Done when the last slice is written. */
    ChannelFuture written() {
        return written;
    }

    /** The connection is gone. */
    void drop() {
        if (body.isReadable()) {
            body.skipBytes(left()).release();
        }
    }
}

package dev.berth.http;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One request, and the one answer that it gets. Everything runs on the connection's event loop, but
 * for {@link #answer}, which may come from anywhere.
 */
final class Exchange {
    private final HttpLink link;
    private final Request request;
    private @Nullable Body body;
    private @Nullable Runnable onGone;
    private boolean read;
    private boolean over;

    Exchange(HttpLink link, Request request) {
        this.link = link;
        this.request = request;
    }

    Request request() {
        return request;
    }

    Channel channel() {
        return link.channel();
    }

    EventLoop loop() {
        return channel().eventLoop();
    }

    /** Whether it is too late for an answer: one was given, or the client has gone. */
    boolean over() {
        return over;
    }

    /** Has {@code leave} run if the client goes before it is answered. */
    void onGone(Runnable leave) {
        onGone = leave;
    }

    /** Has the body read, which a request is not until somebody wants it. */
    void receive(Body into) {
        body = into;
        link.receive(request);
    }

    /** Gives the answer, and takes it over. Any thread; the first answer counts. */
    void answer(Reply reply) {
        if (loop().inEventLoop()) {
            answerHere(reply);
        } else {
            loop().execute(() -> answerHere(reply));
        }
    }

    private void answerHere(Reply reply) {
        if (over) {
            reply.release();
            return;
        }
        over = true;
        letGo();
        link.write(request, reply, read);
    }

    /**
     * Begins an answer that has no end: what is written to the channel after this goes out as it
     * is.
     *
     * @param head the only part of it that is HTTP
     * @param next what handles the connection from now on
     */
    Channel handOver(HttpResponse head, ChannelHandler... next) {
        over = true;
        return link.handOver(request, head, next);
    }

    /** A part of the body came. Borrows it. */
    void part(ByteBuf bytes) throws Malformed {
        if (body != null) {
            body.bytes(bytes);
        }
    }

    /** The request has been read to its end. */
    void end() {
        read = true;
        var whole = body;
        body = null;
        if (whole != null) {
            whole.end();
        }
    }

    /** The connection is gone. */
    void gone() {
        boolean early = !over;
        over = true;
        letGo();
        if (early && onGone != null) {
            onGone.run();
        }
    }

    private void letGo() {
        var half = body;
        body = null;
        if (half != null) {
            half.lost();
        }
    }
}

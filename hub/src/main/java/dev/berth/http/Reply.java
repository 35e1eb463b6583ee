package dev.berth.http;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/**
 * A whole answer: its body is at hand, and as long as it says. Whoever makes one owns the body
 * until the answer is given, or released.
 *
 * @param headers what is said besides the length
 */
record Reply(HttpResponseStatus status, HttpHeaders headers, ByteBuf body) {
    private static final String PROBLEM = "application/problem+json";

    /** Some bytes. Takes {@code body} over. */
    static Reply of(HttpResponseStatus status, String type, ByteBuf body) {
        return new Reply(status, new DefaultHttpHeaders(), body)
                .with(HttpHeaderNames.CONTENT_TYPE, type);
    }

    /** It is done, and there is nothing to say. */
    static Reply empty() {
        return new Reply(
                HttpResponseStatus.NO_CONTENT, new DefaultHttpHeaders(), Unpooled.EMPTY_BUFFER);
    }

    /**
     * No, as RFC 9457 has it. Nobody keeps it: the next one who asks may be told something else.
     *
     * @param sentence names the thing, what was found and the way out
     */
    static Reply problem(HttpResponseStatus status, String sentence) {
        var json =
                "{\"title\":%s,\"status\":%d,\"detail\":%s}"
                        .formatted(quoted(status.reasonPhrase()), status.code(), quoted(sentence));
        var body = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
        return of(status, PROBLEM, body).with(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }

    /** The body of a request is not what its address promises. */
    static Reply unreadable(Malformed body) {
        return problem(
                HttpResponseStatus.BAD_REQUEST,
                "the body is not what it should be: " + body.getMessage());
    }

    /** RFC 8259, section 7. */
    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.chars()
                .forEach(letter -> {
                    switch (letter) {
                        case '"', '\\' -> out.append('\\').append((char) letter);
                        default -> {
                            if (letter < ' ') {
                                out.append("\\u%04x".formatted(letter));
                            } else {
                                out.append((char) letter);
                            }
                        }
                    }
                });
        return out.append('"').toString();
    }

    /** The same, saying one thing more. */
    Reply with(CharSequence header, Object value) {
        headers.set(header, value);
        return this;
    }

    FullHttpResponse response() {
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, status, body, headers, EmptyHttpHeaders.INSTANCE);
        if (status.code() != HttpResponseStatus.NO_CONTENT.code()) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        }
        return response;
    }

    /** Nobody is there any more to give it to. */
    void release() {
        body.release();
    }
}

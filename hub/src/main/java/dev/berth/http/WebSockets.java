package dev.berth.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The opening of a WebSocket, and who speaks it then: RFC 6455. */
final class WebSockets {
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String VERSION = "13";

    /** Players have nothing to say but pings and farewells. */
    private static final int LONGEST_MESSAGE = 4 << 10;

    private static final int KEY_BYTES = 16;

    private WebSockets() {}

    /** Whether a request wants to become one. */
    static boolean wanted(Request request) {
        return request.headers()
                .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    /** Whether it also knows how: section 4.2.1. */
    static boolean understood(Request request) {
        var headers = request.headers();
        return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
                && isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, ""));
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** The no to a client that does not. */
    static Reply upgradeRequired() {
        return Reply.problem(
                        HttpResponseStatus.UPGRADE_REQUIRED,
                        "that is no opening of a WebSocket; open one of version 13, as RFC 6455 has it")
                .with(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .with(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
    }

    /** The yes, section 4.2.2. */
    static HttpResponse accept(Request request) {
        var response =
                new DefaultHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(
                        HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
                        answer(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY)));
        return response;
    }

    private static String answer(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + SALT).getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-1", missing);
        }
    }

    /** Reads the client's messages. */
    static ChannelHandler decoder() {
        return new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(true)
                        .allowExtensions(false)
                        .maxFramePayloadLength(LONGEST_MESSAGE)
                        .build());
    }

    /** Writes messages; bytes that are messages already pass through. */
    static ChannelHandler encoder() {
        return new WebSocket13FrameEncoder(false);
    }

    /** A message of bytes, which it takes over. */
    static BinaryWebSocketFrame message(ByteBuf bytes) {
        return new BinaryWebSocketFrame(bytes);
    }
}

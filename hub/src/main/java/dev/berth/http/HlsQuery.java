package dev.berth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.codec.hls.ReloadRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Map;
import java.util.TreeMap;

/**
 * What follows the question mark behind every address in a playlist: what followed it behind the
 * playlist's own, so that plain players show their token with each request. Empty, or begins with
 * the question mark.
 */
record HlsQuery(String text) {
    private static final String UNRESERVED = "-._~";

    /**
     * Of a request: all but the directives to us, and but for a token that came in a header: that
     * one the player sends by itself, and it does not belong into addresses.
     */
    static HlsQuery of(Request request) {
        var carried = carried(request);
        if (request.headers().contains(HttpHeaderNames.AUTHORIZATION)) {
            carried.remove("token");
        }
        return new HlsQuery(text(carried));
    }

    /** The same with a token that came in a header: what tells one viewer from another. */
    static HlsQuery whole(Request request) {
        return new HlsQuery(text(carried(request)));
    }

    private static TreeMap<String, String> carried(Request request) {
        var carried = new TreeMap<>(request.query());
        carried.keySet().removeIf(ReloadRequest::directive);
        return carried;
    }

    private static String text(Map<String, String> parameters) {
        var text = new StringBuilder();
        parameters.forEach((name, value) ->
                text.append(text.isEmpty() ? '?' : '&')
                        .append(encoded(name))
                        .append('=')
                        .append(encoded(value)));
        return text.toString();
    }

    /** RFC 3986, 2.1: all but the unreserved characters. */
    static String encoded(String text) {
        var out = new StringBuilder(text.length());
        for (byte octet : text.getBytes(UTF_8)) {
            char letter = (char) (octet & 0xff);
            if (letter < 0x80
                    && (Character.isLetterOrDigit(letter) || UNRESERVED.indexOf(letter) >= 0)) {
                out.append(letter);
            } else {
                out.append("%%%02X".formatted(octet & 0xff));
            }
        }
        return out.toString();
    }
}

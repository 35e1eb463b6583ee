package dev.berth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.codec.hls.ReloadRequest;
import java.util.Map;
import java.util.TreeMap;

/**
 * What follows the question mark behind every address in a playlist: what followed it behind the
 * playlist's own, so that plain players show with each request what a webhook, or a proxy before
 * us, decides by, and not their token alone. Empty, or begins with the question mark.
 */
record HlsQuery(String text) {
    /** It is there a hundred times in a playlist. In bytes; a token of any usual kind is less. */
    static final int LONGEST = 1_024;

    private static final String UNRESERVED = "-._~";

    /**
     * Of a request: all but the directives to us, and but for a token that came in a header: that
     * one the player sends by itself, and it does not belong into addresses.
     */
    static HlsQuery of(Request request) {
        var carried = new TreeMap<>(request.query());
        carried.keySet().removeIf(ReloadRequest::directive);
        if (request.bearer()) {
            carried.remove("token");
        }
        return new HlsQuery(text(carried));
    }

    boolean tooLong() {
        return text.length() > LONGEST;
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

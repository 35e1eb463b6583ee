package dev.berth.http;

import dev.berth.access.Visit;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, as far as the head of its request says.
 *
 * @param path decoded, without the slash before it
 * @param query decoded; the first value of each name; {@code token} is also what the header
 *     Authorization bears
 * @param body whether a body follows the head
 * @param lasting whether the client would like to ask again on the same connection
 * @param from where it comes from
 */
record Request(
        HttpMethod method,
        String path,
        Map<String, String> query,
        HttpHeaders headers,
        HttpVersion version,
        boolean body,
        boolean lasting,
        InetSocketAddress from) {
    private static final int MOST_PARAMETERS = 32;
    private static final String BEARER = "Bearer ";
    private static final String TOKEN = "token";

    Request {
        query = Map.copyOf(query);
    }

    /**
     * Reads the head of a request.
     *
     * @throws IllegalArgumentException with a sentence, when no meaning can be made of it
     */
    static Request of(HttpRequest raw, InetSocketAddress from) {
        var headers = raw.headers();
        boolean modern = raw.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
        if (modern && headers.getAll(HttpHeaderNames.HOST).size() != 1) {
            throw new IllegalArgumentException(
                    "an HTTP/1.1 request names its Host once; send one such header");
        }
        var address = address(raw.uri());
        var query = new HashMap<String, String>();
        address.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
        bearer(headers, query);
        return new Request(
                raw.method(),
                path(address),
                query,
                headers,
                raw.protocolVersion(),
                HttpUtil.isTransferEncodingChunked(raw) || HttpUtil.getContentLength(raw, 0L) > 0,
                HttpUtil.isKeepAlive(raw),
                from);
    }

    /** Proxies may be asked for whole URLs, and pass them on: RFC 9112, 3.2.2. */
    private static QueryStringDecoder address(String uri) {
        int authority = uri.startsWith("/") ? -1 : uri.indexOf("://");
        int path = authority < 0 ? 0 : uri.indexOf('/', authority + 3);
        return new QueryStringDecoder(
                path < 0 ? "/" : uri.substring(path),
                StandardCharsets.UTF_8,
                true,
                MOST_PARAMETERS);
    }

    private static String path(QueryStringDecoder address) {
        var path = address.path();
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the path holds characters that cannot be printed; ask for one such as"
                            + " /live/demo.flv");
        }
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static void bearer(HttpHeaders headers, Map<String, String> query) {
        if (bearer(headers)) {
            var shown = headers.get(HttpHeaderNames.AUTHORIZATION, "");
            query.put(TOKEN, shown.substring(BEARER.length()).strip());
        }
    }

    private static boolean bearer(HttpHeaders headers) {
        var shown = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        return shown.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    /** Whether the token came in a header, and not in the address. */
    boolean bearer() {
        return bearer(headers);
    }

    /** The page on whose behalf a browser asks; null when nobody says so. */
    @Nullable String origin() {
        return headers.get(HttpHeaderNames.ORIGIN);
    }

    /** What its sender wants, for those who decide about it. {@code door} is by which protocol. */
    Visit visit(Visit.Deed deed, String stream, String door) {
        return new Visit(deed, stream, door, from, query);
    }

    /** Whether the client waits for a word before it sends the body. */
    boolean waitsToSend() {
        return headers.containsValue(HttpHeaderNames.EXPECT, "100-continue", true)
                && version.compareTo(HttpVersion.HTTP_1_1) >= 0;
    }
}

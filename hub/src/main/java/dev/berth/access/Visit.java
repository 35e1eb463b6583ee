package dev.berth.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What somebody who came to a door wants.
 *
 * @param deed what to do
 * @param stream with which stream
 * @param door by which protocol, such as {@code rtmp} or {@code http-flv}
 * @param from where they come from
 * @param query what their address said behind a question mark, decoded; {@code token} is looked for
 *     there
 */
public record Visit(
        Deed deed, String stream, String door, InetSocketAddress from, Map<String, String> query) {
    private static final String TOKEN = "token";
    private static final int LONGEST_QUERY = 8_192;
    private static final int MOST_PARTS = 32;
    private static final int LONGEST_NAME = 80;

    /** What visitors do. */
    public enum Deed {
        PUBLISH,
        PLAY;

        /** {@code publish}, {@code play}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Visit {
        query = Map.copyOf(query);
    }

    /**
     * What a query says, decoded as HTML forms are; for doors that have nothing to do it with. Of a
     * name that is there twice the first counts, beyond 32 parts nothing is read, and of one that
     * is longer than 8192 characters nothing at all.
     *
     * @param query without its question mark
     */
    public static Map<String, String> query(String query) {
        var parts = new LinkedHashMap<String, String>();
        if (query.length() <= LONGEST_QUERY) {
            for (var part : query.split("&", MOST_PARTS + 1)) {
                int equals = part.indexOf('=');
                if (equals > 0 && parts.size() < MOST_PARTS) {
                    parts.putIfAbsent(
                            decoded(part.substring(0, equals)),
                            decoded(part.substring(equals + 1)));
                }
            }
        }
        return parts;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /** The token that is shown; empty when none is. */
    String token() {
        return query.getOrDefault(TOKEN, "");
    }

    /** The part of the query that is the token; empty when none is shown. */
    Map<String, String> tokenAlone() {
        var token = token();
        return token.isEmpty() ? Map.of() : Map.of(TOKEN, token);
    }

    /** What else the query says. */
    Map<String, String> queryWithoutToken() {
        var rest = new LinkedHashMap<>(query);
        rest.remove(TOKEN);
        return rest;
    }

    /** The visitor's IP address, as people write it. */
    String address() {
        return from.getAddress() == null
                ? "an unknown address"
                : from.getAddress().getHostAddress();
    }

    /** {@code publish live/demo}. */
    String wish() {
        return wish(deed, stream);
    }

    /** The name may be anything that a stranger sent; as much of it as belongs in a sentence. */
    static String wish(Deed deed, String stream) {
        var printable = stream.replaceAll("\\p{Cntrl}", "?");
        return deed.word()
                + " "
                + (printable.length() <= LONGEST_NAME
                        ? printable
                        : printable.substring(0, LONGEST_NAME) + "...");
    }

    /** Without the query, which may hold a token. */
    @Override
    public String toString() {
        return "%s by %s from %s".formatted(wish(), door, address());
    }
}

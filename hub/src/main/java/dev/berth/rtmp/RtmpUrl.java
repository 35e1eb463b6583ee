package dev.berth.rtmp;

import dev.berth.media.Shown;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An RTMP address: {@code rtmp[s]://host[:port]/app/key[?query][?listen=1]}. The key is what stands
 * behind the last slash of the path, query included: that is where platforms put the secret. The
 * application is all before it.
 *
 * @param tls whether TLS is spoken below RTMP
 * @param app the application, such as {@code live}; it may have slashes
 * @param key the stream within it, with its query, such as {@code demo?token=1}
 * @param listen whether we wait for players there, instead of connecting
 */
public record RtmpUrl(boolean tls, String host, int port, String app, String key, boolean listen) {
    private static final Pattern AMPERSAND = Pattern.compile("&");

    /** Wider than java.net.URI's idea of a host: containers are called with underscores. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>[^@:\\[\\]]+|\\[[^@\\]]+])(:(?<port>\\d{1,9}))?");

    /** From here on a key is recognised inside other words. */
    private static final int LONG = 8;

    private static final int PORT = 1935;
    private static final int TLS_PORT = 443;

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static RtmpUrl parse(URI uri) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("rtmps");
        if (!tls && !scheme.equals("rtmp")) {
            throw bad(uri, "does not begin with rtmp:// or rtmps://");
        }
        var server = AUTHORITY.matcher(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
        if (!server.matches()) {
            throw bad(uri, "has no host, or a port that is none (ports are 1 to 65535)");
        }
        return withPath(uri, tls, server.group("host"), port(uri, server.group("port"), tls));
    }

    private static int port(URI uri, @Nullable String digits, boolean tls) {
        if (digits == null) {
            return tls ? TLS_PORT : PORT;
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw bad(uri, "has port " + port + ", which is not from 1 to 65535");
        }
        return port;
    }

    private static RtmpUrl withPath(URI uri, boolean tls, String host, int port) {
        var path = uri.getRawPath() == null ? "" : uri.getRawPath();
        int slash = path.lastIndexOf('/');
        var query = Query.of(uri);
        var key = path.substring(slash + 1) + (query.rest() == null ? "" : "?" + query.rest());
        if (slash < 1 || key.isEmpty()) {
            throw bad(uri, "lacks an application or a stream key");
        }
        return new RtmpUrl(tls, host, port, path.substring(1, slash), key, query.listen());
    }

    private static IllegalArgumentException bad(URI uri, String why) {
        return new IllegalArgumentException(
                Shown.of(uri.toString()) + " " + why + "; write it as rtmp://host:1935/app/key");
    }

    /** The name of the stream, as the hub knows it: application and key, without the query. */
    public String stream() {
        return app + "/" + path(key);
    }

    /** A key without its query. */
    static String path(String key) {
        int query = key.indexOf('?');
        return query < 0 ? key : key.substring(0, query);
    }

    /** The query of a key or an application; empty when it has none. */
    static String query(String text) {
        int query = text.indexOf('?');
        return query < 0 ? "" : text.substring(query + 1);
    }

    /** What the connect command says. */
    String tcUrl() {
        return (tls ? "rtmps://" : "rtmp://")
                + host
                + (port == (tls ? TLS_PORT : PORT) ? "" : ":" + port)
                + "/"
                + app;
    }

    /**
     * The same stream on the server that a peer told us to go to.
     *
     * @param tcUrl where that is, in full or relative to {@link #tcUrl}
     * @throws IOException when that is no RTMP address, or one that would show the key to others
     */
    RtmpUrl movedTo(String tcUrl) throws IOException {
        try {
            var there = URI.create(tcUrl()).resolve(tcUrl).toString();
            var moved = parse(URI.create(there + (there.endsWith("/") ? "" : "/") + path(key)));
            if (tls && !moved.tls) {
                throw new IOException(
                        tcUrl()
                                + " sends us to "
                                + moved.tcUrl()
                                + ", where the key would go unencrypted; ask its operator for an"
                                + " rtmps address");
            }
            return new RtmpUrl(moved.tls, moved.host, moved.port, moved.app, key, false);
        } catch (IllegalArgumentException nowhere) { // Its message has the key in it.
            throw new IOException(
                    tcUrl()
                            + " sends us to "
                            + Shown.of(tcUrl)
                            + ", which is no RTMP address; ask its operator");
        }
    }

    /**
     * As anybody may see it. Where we listen the path is for players to know; where we connect it
     * ends in the key.
     */
    @Override
    public String toString() {
        return listen ? named() : tcUrl() + "/" + Shown.HIDDEN;
    }

    /** The same with the stream's name, which is no secret where the stream is one of our own. */
    String named() {
        var parts = new ArrayList<>(questions().stream().map(RtmpUrl::withoutValue).toList());
        if (listen) {
            parts.add("listen=1");
        }
        var query = parts.isEmpty() ? "" : "?" + String.join("&", parts);
        return tcUrl() + "/" + path(key) + query;
    }

    private List<String> questions() {
        var query = query(key);
        return query.isEmpty() ? List.of() : AMPERSAND.splitAsStream(query).toList();
    }

    private static String withoutValue(String question) {
        return question.substring(0, question.indexOf('=') + 1) + Shown.HIDDEN;
    }

    /** What a peer said, without the parts of the key that it repeats. */
    String hush(String said) {
        var secrets = new ArrayList<>(List.of(key, path(key)));
        questions().forEach(question -> secrets.add(value(question)));
        return secrets.stream().filter(secret -> !secret.isEmpty()).reduce(said, RtmpUrl::without);
    }

    private static String value(String question) {
        return question.substring(question.indexOf('=') + 1);
    }

    /** A short key is hidden where it stands alone only: the letter a is no secret. */
    private static String without(String text, String secret) {
        return secret.length() >= LONG
                ? text.replace(secret, Shown.HIDDEN)
                : text.replaceAll("\\b" + Pattern.quote(secret) + "\\b", Shown.HIDDEN);
    }

    /** The query, parted into what is meant for us and what is the server's. */
    private record Query(boolean listen, @Nullable String rest) {
        static Query of(URI uri) {
            if (uri.getRawQuery() == null) {
                return new Query(false, null);
            }
            boolean listen = false;
            var rest = new ArrayList<String>();
            for (var part : AMPERSAND.splitAsStream(uri.getRawQuery()).toList()) {
                switch (part) {
                    case "listen=1", "listen" -> listen = true;
                    case "listen=0" -> listen = false;
                    default -> rest.add(part);
                }
            }
            return new Query(listen, rest.isEmpty() ? null : String.join("&", rest));
        }
    }
}

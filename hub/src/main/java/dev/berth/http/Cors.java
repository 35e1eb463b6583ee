package dev.berth.http;

import dev.berth.config.Section;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whose pages may do what here. A browser asks on behalf of a page and names its origin; other
 * programs have none, and may do everything that tokens and addresses allow them. What "everybody"
 * may do is read: a page that publishes must be named, or anybody's page could do so through the
 * browser of somebody who runs a hub at home. See <a
 * href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, 3.3</a>.
 *
 * @param everybody whether every page may read
 * @param origins the pages that may read and publish, as browsers write them
 */
public record Cors(boolean everybody, Set<String> origins) {
    public static final Cors EVERYBODY = new Cors(true, Set.of());

    private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s@?#]+");
    private static final String READING = "GET, HEAD";
    private static final String PUBLISHING = "GET, HEAD, POST, PUT";
    private static final String A_DAY = "86400";

    public Cors {
        origins = Set.copyOf(origins);
    }

    /**
     * Reads a list of origins; {@code "*"} is everybody, which is the default, and "none" nobody.
     */
    static Cors read(Section section, String key) {
        var texts = section.texts(key);
        var origins = new TreeSet<String>();
        boolean everybody = texts.isEmpty();
        for (var text : texts) {
            switch (text.value()) {
                case "*" -> everybody = true;
                case "none" -> {}
                default -> origins.add(text.value());
            }
        }
        origins.stream()
                .filter(origin -> !ORIGIN.matcher(origin).matches())
                .forEach(bad ->
                        section.problem(
                                key,
                                "http.cors holds '"
                                        + bad
                                        + "', which no browser calls a page's origin; use"
                                        + " one such as https://player.example or"
                                        + " http://localhost:8080, \"*\" for everybody, or"
                                        + " none"));
        return new Cors(everybody, origins);
    }

    /** Whether the page that asks, if one does, may read what it asks for. */
    boolean reads(Request request) {
        return everybody || publishes(request);
    }

    /** Whether the page that asks, if one does, may publish. */
    boolean publishes(Request request) {
        var origin = request.origin();
        return origin == null || origins.contains(origin);
    }

    /** Tells the browser whether its page may read an answer. */
    void allow(Request request, HttpHeaders answer) {
        if (everybody) {
            answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
            return;
        }
        answer.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        var origin = request.origin();
        if (origin != null && origins.contains(origin)) {
            answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
    }

    /** What a browser is told that asks before it asks. */
    Reply preflight(Request request) {
        var methods = publishes(request) ? PUBLISHING : READING;
        return Reply.empty()
                .with(HttpHeaderNames.ALLOW, methods)
                .with(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods)
                .with(
                        HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                        "Authorization, Content-Type, Range")
                .with(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, A_DAY);
    }
}

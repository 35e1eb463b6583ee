package dev.berth.ffmpeg;

import dev.berth.config.Spelling;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A URI taken apart, whether there are slashes after its colon or not.
 *
 * @param uri as it was written
 * @param path what stands before the question mark, with percent signs decoded
 * @param values what stands behind it, by key, in its order
 */
record Wish(URI uri, String path, Map<String, String> values) {
    /**
     * Takes {@code uri} apart.
     *
     * @throws IllegalArgumentException when it names a host or a fragment, or a key twice
     */
    static Wish of(URI uri) {
        if (uri.getRawAuthority() != null) {
            throw new IllegalArgumentException(
                    uri
                            + " names the host "
                            + uri.getRawAuthority()
                            + "; write "
                            + uri.getScheme()
                            + ":/ and the path on this machine");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    uri + " has a #, which begins a fragment; write %23 for it");
        }
        // An opaque URI such as file:clip.mp4?loop=1 has neither path nor query for java.net.URI;
        // and in file:///clip.mp4 it leaves the empty host before the path.
        var parts = uri.getRawSchemeSpecificPart().split("\\?", 2);
        var path = parts[0].startsWith("///") ? parts[0].substring(2) : parts[0];
        return new Wish(
                uri, decoded(uri, path), parts.length == 1 ? Map.of() : values(uri, parts[1]));
    }

    private static Map<String, String> values(URI uri, String query) {
        var values = new LinkedHashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            var sides = pair.split("=", 2);
            var key = decoded(uri, sides[0]);
            var value = sides.length == 2 ? decoded(uri, sides[1]) : "";
            if (!pair.isEmpty() && values.put(key, value) != null) {
                throw new IllegalArgumentException(uri + " says " + key + " twice; say it once");
            }
        }
        return values;
    }

    private static String decoded(URI uri, String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    uri + " has a % without two hex digits; write %25 for it", e);
        }
    }

    /**
     * Throws IllegalArgumentException, with a guess, when there is a key that is none of {@code
     * keys}.
     */
    void allow(List<String> keys) {
        for (var key : values.keySet()) {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException(
                        uri + ": " + key + " is unknown; " + Spelling.hint(key, keys));
            }
        }
    }

    /**
     * The value of {@code key}, or {@code otherwise} where nothing is said.
     *
     * @param remedy what would be a value, for the sentence that refuses one which {@code parse}
     *     makes nothing of
     * @throws IllegalArgumentException naming key, value and remedy
     */
    <T> T read(String key, T otherwise, String remedy, Function<String, Optional<T>> parse) {
        var text = values.get(key);
        if (text == null) {
            return otherwise;
        }
        return parse.apply(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                uri
                                        + ": "
                                        + key
                                        + " is "
                                        + (text.isEmpty() ? "empty" : text)
                                        + "; "
                                        + remedy));
    }
}

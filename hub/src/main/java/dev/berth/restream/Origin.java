package dev.berth.restream;

import dev.berth.media.Scheme;
import dev.berth.media.Shown;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a restream comes from: a stream that is published to this hub, or a URI that we open
 * ourselves.
 *
 * @param text as anybody may see it
 * @param stream the hub's stream it is, or becomes
 * @param uri what to open; null when it is published to us
 * @param address what the URI comes to; null with it
 */
record Origin(String text, String stream, @Nullable URI uri, Scheme.@Nullable Address address) {
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");
    private static final Pattern STREAM = Pattern.compile("[^/\\s:?#]+(/[^/\\s:?#]+)+");
    private static final Pattern NOT_A_NAME = Pattern.compile("[^a-zA-Z0-9]+");

    /** Without it a short password could be found by trying which one gives the name. */
    private static final UUID SALT = UUID.randomUUID();

    private static final int LONGEST = 2_000;
    private static final int LONGEST_NAME = 60;

    /** Reads a source. Throws an IllegalArgumentException that says what is wrong with it. */
    static Origin parse(String text, Scheme schemes) {
        checkLength(text);
        if (!SCHEME.matcher(text).matches()) {
            return published(text);
        }
        var uri = uri(text);
        var address = schemes.look(uri, false);
        var shown = address.shown().equals(uri.toString()) ? text : address.shown();
        return address.stream()
                .map(stream -> new Origin(shown, stream, null, null))
                .orElseGet(() -> new Origin(shown, name(text, shown), uri, address));
    }

    /** A source that was not read yet, as anybody may see it. */
    static String shown(String text) {
        return SCHEME.matcher(text).matches() ? Shown.of(text) : text;
    }

    private static Origin published(String text) {
        if (!STREAM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the source '"
                            + (text.contains("@") ? Shown.HIDDEN : text)
                            + "' is neither a stream of this hub nor a URI; write live/demo, rtmp://host/app/key,"
                            + " file:/path/clip.mp4 or test:");
        }
        return new Origin(text, text, null, null);
    }

    private static String name(String text, String shown) {
        var plain =
                NOT_A_NAME
                        .matcher(shown.toLowerCase(Locale.ROOT))
                        .replaceAll("-")
                        .replaceAll("^-+|-+$", "");
        if (text.equals(plain + ":")) {
            return "restream/" + plain;
        }
        return "restream/"
                + plain.substring(0, Math.min(plain.length(), LONGEST_NAME))
                + "-"
                + mark(shown.equals(text) ? text : text + SALT);
    }

    /** Keeps sources apart whose names look alike. */
    private static String mark(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
    }

    private static void checkLength(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the address that begins with %s has %d characters; use at most %d"
                            .formatted(beginning(text), text.length(), LONGEST));
        }
    }

    private static String beginning(String text) {
        var shown = Shown.of(text);
        return shown.substring(0, Math.min(shown.length(), LONGEST_NAME));
    }

    static URI uri(String text) {
        checkLength(text);
        try {
            // java.net.URI wants something behind the colon; our own test: needs nothing there.
            return new URI(text.endsWith(":") ? text + "?" : text);
        } catch (URISyntaxException bad) {
            throw new IllegalArgumentException(
                    "'"
                            + Shown.of(text)
                            + "' is no URI ("
                            + bad.getReason()
                            + " at character "
                            + (bad.getIndex() + 1)
                            + "); write it like rtmp://host:1935/app/key, other characters as %20");
        }
    }

    /** The URI may have a password in it. */
    @Override
    public String toString() {
        return text;
    }

    /** The same source under another name in the hub. */
    Origin as(String name) {
        return new Origin(text, name, uri, address);
    }

    Optional<String> place() {
        return Optional.ofNullable(address).map(Scheme.Address::place);
    }

    Optional<String> server() {
        return Optional.ofNullable(address).map(Scheme.Address::server);
    }
}

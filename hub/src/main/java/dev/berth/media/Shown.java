package dev.berth.media;

import java.util.regex.Pattern;

/**
 * Addresses as they may be shown. Behind the name of a server may stand a stream key, a token or a
 * password, and only the door that speaks the scheme knows which of it is one.
 */
public final class Shown {
    /** Stands for what is not shown. */
    public static final String HIDDEN = "***";

    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?<server>[a-zA-Z][a-zA-Z0-9+.-]*:(//[^/?#@\\s]*)?)(?<rest>.*)",
                    Pattern.DOTALL);

    private Shown() {}

    /**
     * As much of an address as can be shown without knowing its scheme: the scheme and the server.
     * A text that is no address may be a key that slipped into its place.
     */
    public static String of(String address) {
        var parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            return address.isEmpty() ? "''" : HIDDEN;
        }
        var rest = parts.group("rest");
        if (rest.contains("@")) { // What looks like a server may be a user and half a password.
            return address.substring(0, address.indexOf(':')) + "://" + HIDDEN;
        }
        boolean secret = !rest.isEmpty() && !rest.equals("/");
        return parts.group("server") + (secret ? (rest.startsWith("/") ? "/" : "") + HIDDEN : rest);
    }
}

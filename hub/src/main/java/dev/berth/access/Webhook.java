package dev.berth.access;

import java.net.URI;

/**
 * Somebody else who is asked about every visitor.
 *
 * @param url where, by HTTP
 * @param open whether a visitor comes in when there is no answer
 */
record Webhook(URI url, boolean open) {
    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it cannot be asked
     */
    static URI address(String text) {
        var url = URI.create(text);
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("it has no host, or a user, or another scheme");
        }
        return url;
    }

    /** Host and port; the rest of the address may hold a secret. */
    @Override
    public String toString() {
        return "the webhook at " + url.getAuthority();
    }
}

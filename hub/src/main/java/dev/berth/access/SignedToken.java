package dev.berth.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A token that says itself what it is good for, and until when. On the wire it is
 *
 * <pre>{@code b1.DEED.EXPIRES.STREAM.MAC}</pre>
 *
 * the deed {@code publish} or {@code play}, the expiry in seconds since 1970, the stream's name in
 * Base64 for URLs without padding (RFC 4648, section 5), and in the same letters the HMAC-SHA256 of
 * all that stands before the last dot. Every character of it may stand in a URL as it is.
 *
 * @param deed what its bearer may do
 * @param stream with which stream, exactly
 * @param expires when it ceases to be good; whole seconds count
 */
public record SignedToken(Visit.Deed deed, String stream, Instant expires) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?<said>b1\\.(?<deed>publish|play)\\.(?<expires>\\d{1,11})\\.(?<stream>[A-Za-z0-9_-]+))\\.(?<mac>[A-Za-z0-9_-]{43})");

    private static final int LONGEST = 2_048;

    /** The token as it is given to somebody. */
    public String sign(Secret secret) {
        var said =
                "b1."
                        + deed.word()
                        + "."
                        + expires.getEpochSecond()
                        + "."
                        + letters(stream.getBytes(UTF_8));
        return said + "." + letters(secret.sign(said));
    }

    private static String letters(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What a token says that was signed with {@code secret}; nothing when it was not. */
    static Optional<SignedToken> read(String token, Secret secret) {
        var form = FORM.matcher(token);
        if (token.length() > LONGEST || !form.matches()) {
            return Optional.empty();
        }
        var expected = letters(secret.sign(form.group("said")));
        return MessageDigest.isEqual(expected.getBytes(UTF_8), form.group("mac").getBytes(UTF_8))
                ? said(form.group("deed"), form.group("expires"), form.group("stream"))
                : Optional.empty();
    }

    private static Optional<SignedToken> said(String deed, String expires, String stream) {
        try {
            return Optional.of(
                    new SignedToken(
                            deed.equals("publish") ? Visit.Deed.PUBLISH : Visit.Deed.PLAY,
                            new String(Base64.getUrlDecoder().decode(stream), UTF_8),
                            Instant.ofEpochSecond(Long.parseLong(expires))));
        } catch (IllegalArgumentException | DateTimeException nonsense) {
            return Optional.empty(); // Signed by us, but by no program of ours.
        }
    }
}

package dev.berth.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that open a stream: those that were written down, of which only the digests are kept,
 * and those that were signed.
 *
 * @param digests the SHA-256 digests of the tokens that were written down, in hexadecimal
 * @param secret what the others are signed with; null where there are no others
 */
record Tokens(List<String> digests, @Nullable Secret secret) {
    /** Where no token is asked for. */
    static final Tokens NONE = new Tokens(List.of(), null);

    Tokens {
        digests = List.copyOf(digests);
    }

    static Tokens of(List<String> written, @Nullable Secret secret) {
        return new Tokens(written.stream().map(Tokens::digest).toList(), secret);
    }

    boolean asked() {
        return !digests.isEmpty() || secret != null;
    }

    /**
     * Why what the visitor shows opens nothing, as a sentence; nothing when it opens the stream.
     */
    Optional<String> fault(Visit visit, Instant now) {
        var shown = visit.token();
        if (!asked() || (!shown.isEmpty() && written(shown))) {
            return Optional.empty();
        }
        if (shown.isEmpty()) {
            return Optional.of(
                    "to %s takes a token; add ?token= and yours to the address"
                            .formatted(visit.wish()));
        }
        var signed =
                secret == null ? Optional.<SignedToken>empty() : SignedToken.read(shown, secret);
        return signed.isEmpty()
                ? Optional.of(
                        "the token shown was not given out to %s; ask whoever runs this hub for one"
                                .formatted(visit.wish()))
                : signed.flatMap(token -> fault(token, visit, now));
    }

    private static Optional<String> fault(SignedToken token, Visit visit, Instant now) {
        if (token.deed() != visit.deed() || !token.stream().equals(visit.stream())) {
            return Optional.of(
                    "the token shown is to %s, not to %s; use the one for that"
                            .formatted(Visit.wish(token.deed(), token.stream()), visit.wish()));
        }
        return now.isBefore(token.expires())
                ? Optional.empty()
                : Optional.of(
                        "the token to %s expired at %s; ask whoever runs this hub for a new one"
                                .formatted(visit.wish(), token.expires()));
    }

    /** Compares with every one of them, so that the time it takes tells nothing about any. */
    private boolean written(String shown) {
        var digest = digest(shown).getBytes(UTF_8);
        boolean found = false;
        for (var known : digests) {
            found |= MessageDigest.isEqual(known.getBytes(UTF_8), digest);
        }
        return found;
    }

    private static String digest(String token) {
        try {
            var bytes = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256", missing);
        }
    }
}

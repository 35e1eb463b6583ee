package dev.berth.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What signed tokens are signed with. Never says what it is. */
public final class Secret {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST = 16;
    private static final int MOST = 4_096;

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a secret from a file; blanks and line ends around it do not count.
     *
     * @throws IOException with a sentence, when it cannot be read, or is shorter than 16 bytes or
     *     longer than 4096
     */
    public static Secret read(Path file) throws IOException {
        var bytes = TokenFile.text(file).getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST || bytes.length > MOST) {
            throw new IOException(
                    "%s holds a secret of %d bytes; make one of %d to %d with: openssl rand -base64 32"
                            .formatted(file, bytes.length, LEAST, MOST));
        }
        return new Secret(bytes);
    }

    /** The HMAC-SHA256 of a text (RFC 2104). */
    byte[] sign(String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, missing);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "a secret";
    }
}

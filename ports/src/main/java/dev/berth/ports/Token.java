package dev.berth.ports;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Proof that one holds a lease: 128 random bits that nobody guesses and no second lease gets.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Token(long high, long low) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static Token random() {
        return new Token(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** All 32 hexadecimal digits. Whoever has them can end the lease, so keep them out of logs. */
    public String secret() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /** The first eight digits: enough to tell two leases apart in a log, not enough to end one. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high, 16).substring(0, 8) + "…";
    }
}

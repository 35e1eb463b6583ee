package dev.berth.codec.rtmp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of Flash Player 9 and later, which the RTMP specification leaves out: somewhere in
 * C1 and S1, at a place they tell themselves, is an HMAC-SHA256 of everything else in them, and the
 * end of C2 and S2 signs the digest of the other side. The keys have been public since 2009.
 */
final class Digest {
    /** Of C1, S1, C2 and S2: RTMP 1.0, section 5.2.3. */
    static final int PACKET = 1536;

    private static final int LENGTH = 32;

    /** The digest may begin at so many places. */
    private static final int PLACES = 728;

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] TAIL =
            HexFormat.of()
                    .parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");

    private Digest() {}

    /**
     * Where the four bytes are whose sum says where the digest is: right behind them, or further.
     */
    enum Scheme {
        /** Of Flash Player 9, and of all who imitate it. */
        FIRST(8),
        /** Of Flash Player 10, which put the (unused) key first. */
        SECOND(772);

        private final int base;

        Scheme(int base) {
            this.base = base;
        }

        int offset(byte[] packet) {
            int sum = 0;
            for (int i = base; i < base + 4; i++) {
                sum += Byte.toUnsignedInt(packet[i]);
            }
            return base + 4 + sum % PLACES;
        }
    }

    /** Whose signature it is: a public name, and the same with a secret tail. */
    enum Signer {
        PLAYER("Genuine Adobe Flash Player 001"),
        SERVER("Genuine Adobe Flash Media Server 001");

        private final String publicName;

        Signer(String publicName) {
            this.publicName = publicName;
        }

        byte[] publicKey() {
            return publicName.getBytes(StandardCharsets.US_ASCII);
        }

        byte[] secretKey() {
            byte[] start = publicKey();
            byte[] key = Arrays.copyOf(start, start.length + TAIL.length);
            System.arraycopy(TAIL, 0, key, start.length, TAIL.length);
            return key;
        }
    }

    /** A digest found in C1 or S1. */
    @SuppressWarnings("ArrayRecordComponent") // stays in this package, which does not change it
    record Found(Scheme scheme, byte[] digest) {}

    /**
     * Looks in both places. Null when the packet has no digest of that signer: a plain handshake.
     */
    static @Nullable Found find(byte[] packet, Signer signer) {
        return hasVersion(packet) ? findAnywhere(packet, signer) : null;
    }

    private static @Nullable Found findAnywhere(byte[] packet, Signer signer) {
        for (var scheme : Scheme.values()) {
            int offset = scheme.offset(packet);
            byte[] claimed = Arrays.copyOfRange(packet, offset, offset + LENGTH);
            if (MessageDigest.isEqual(claimed, digest(packet, offset, signer))) {
                return new Found(scheme, claimed);
            }
        }
        return null;
    }

    /** A plain handshake has zeros where the others say which program they are. */
    private static boolean hasVersion(byte[] packet) {
        return (packet[4] | packet[5] | packet[6] | packet[7]) != 0;
    }

    /** C1 or S1: the time, a version, and random bytes, without a digest. */
    static byte[] packet(RandomGenerator random, int epochMillis, int version) {
        byte[] packet = new byte[PACKET];
        random.nextBytes(packet);
        writeInt(packet, 0, epochMillis);
        writeInt(packet, 4, version);
        return packet;
    }

    /** Puts the digest into C1 or S1. */
    static void seal(byte[] packet, Scheme scheme, Signer signer) {
        int offset = scheme.offset(packet);
        System.arraycopy(digest(packet, offset, signer), 0, packet, offset, LENGTH);
    }

    /**
     * C2 or S2: random bytes, and the signature which shows that {@code answered} was understood.
     */
    static byte[] answer(RandomGenerator random, Found answered, Signer signer) {
        byte[] packet = new byte[PACKET];
        random.nextBytes(packet);
        System.arraycopy(signature(packet, answered, signer), 0, packet, PACKET - LENGTH, LENGTH);
        return packet;
    }

    static byte[] signature(byte[] packet, Found answered, Signer signer) {
        var key = hmac(signer.secretKey());
        return sum(hmac(key.doFinal(answered.digest)), packet, 0, PACKET - LENGTH).doFinal();
    }

    private static byte[] digest(byte[] packet, int offset, Signer signer) {
        var mac = sum(hmac(signer.publicKey()), packet, 0, offset);
        return sum(mac, packet, offset + LENGTH, PACKET).doFinal();
    }

    private static Mac sum(Mac mac, byte[] packet, int from, int to) {
        mac.update(packet, from, to - from);
        return mac;
    }

    private static Mac hmac(byte[] key) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Takes a packet out of {@code in}, which has it. */
    static byte[] read(ByteBuf in) {
        byte[] packet = new byte[PACKET];
        in.readBytes(packet);
        return packet;
    }

    private static void writeInt(byte[] packet, int at, int value) {
        for (int i = 0; i < 4; i++) {
            packet[at + i] = (byte) (value >> (24 - 8 * i));
        }
    }
}

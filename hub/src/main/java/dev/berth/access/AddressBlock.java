package dev.berth.access;

import dev.berth.ports.BadEndpoint;
import dev.berth.ports.Endpoint;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The addresses that begin with the same bits, such as {@code 10.0.0.0/8}, {@code ::1} or {@code
 * 2001:db8::/32} (RFC 4632, RFC 4291 section 2.3). An IPv4 address that is written within an IPv6
 * one ({@code ::ffff:10.0.0.1}) is the IPv4 address.
 *
 * @param base the first of them, in hexadecimal: 8 digits for IPv4, 32 for IPv6
 * @param bits how many bits are the same
 * @param text as it was written
 */
record AddressBlock(String base, int bits, String text) {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /**
     * Reads a block; a single address is a block of one.
     *
     * @throws IllegalArgumentException with the rest of a sentence that says what is wrong
     */
    static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        var written = slash < 0 ? text : text.substring(0, slash);
        var address = literal(written);
        int most = address.length * 8;
        int offset = written.contains(":") && most == 32 ? 96 : 0; // as an IPv6 address has it
        int bits = slash < 0 ? most : bits(text.substring(slash + 1), offset, most);
        if (!alike(address, masked(address, bits), most)) {
            throw new IllegalArgumentException(
                    "has bits behind the first " + bits + "; write zeros there");
        }
        return new AddressBlock(HexFormat.of().formatHex(address), bits, text);
    }

    private static byte[] literal(String text) {
        try {
            var address = Endpoint.tcp(text, 1).address();
            return address == null ? new byte[16] : address.getAddress();
        } catch (BadEndpoint bad) {
            throw new IllegalArgumentException(
                    "is no block of addresses; write one such as 10.0.0.0/8, 192.168.1.7 or ::1",
                    bad);
        }
    }

    private static int bits(String digits, int offset, int most) {
        int bits = digits.matches("\\d{1,3}") ? Integer.parseInt(digits) - offset : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(
                    "has no count of bits from %d to %d behind its slash; write one such as 10.0.0.0/8"
                            .formatted(offset, offset + most));
        }
        return bits;
    }

    /** Whether an address is one of them. */
    boolean holds(InetAddress address) {
        var theirs = plain(address.getAddress());
        var ours = HexFormat.of().parseHex(base);
        return theirs.length == ours.length && alike(ours, theirs, bits);
    }

    private static byte[] plain(byte[] address) {
        boolean mapped =
                address.length == 16
                        && Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
        return mapped ? Arrays.copyOfRange(address, MAPPED.length, 16) : address;
    }

    private static boolean alike(byte[] a, byte[] b, int bits) {
        return Arrays.equals(masked(a, bits), masked(b, bits));
    }

    /** A copy of which only the first bits are left. */
    private static byte[] masked(byte[] address, int bits) {
        var masked = new byte[address.length];
        for (int i = 0; i < address.length; i++) {
            int kept = Math.clamp(bits - 8L * i, 0, 8);
            masked[i] = (byte) (address[i] & (0xff00 >> kept));
        }
        return masked;
    }
}

package dev.berth.ports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Endpoints as people write them, and as RFC 5952 wants IPv6 addresses written. */
final class EndpointText {
    private EndpointText() {}

    static Endpoint parse(String text) {
        String written = text.strip();
        int slash = written.indexOf('/');
        if (slash < 0) {
            return endpoint(Transport.TCP, written, text);
        }
        String left = written.substring(0, slash);
        String right = written.substring(slash + 1);
        Transport before = transport(left);
        if (before != null) {
            return endpoint(before, right, text);
        }
        Transport after = transport(right);
        if (after != null) {
            return endpoint(after, left, text);
        }
        throw new BadEndpoint(
                "\"%s\" names neither tcp nor udp; write an endpoint as tcp/8146 or udp/127.0.0.1:1900"
                        .formatted(text));
    }

    private static @Nullable Transport transport(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "tcp" -> Transport.TCP;
            case "udp" -> Transport.UDP;
            default -> null;
        };
    }

    private static Endpoint endpoint(Transport transport, String place, String whole) {
        int colon = place.lastIndexOf(':');
        if (colon < 0) {
            return new Endpoint(transport, null, Endpoint.parsePort(place, whole));
        }
        int port = Endpoint.parsePort(place.substring(colon + 1), whole);
        return new Endpoint(
                transport, address(unwrapped(place.substring(0, colon), whole), whole), port);
    }

    /** Takes the brackets off an IPv6 address, which must wear them next to a port. */
    private static String unwrapped(String address, String whole) {
        if (address.startsWith("[") && address.endsWith("]") && address.contains(":")) {
            return address.substring(1, address.length() - 1);
        }
        if (address.contains(":") || address.startsWith("[")) {
            throw new BadEndpoint(
                    "\"%s\" has \"%s\" before the port; put an IPv6 address in brackets, as in tcp/[::1]:8146"
                            .formatted(whole, address));
        }
        return address;
    }

    /** The address a literal stands for. {@code whole} is what the user wrote, for the message. */
    static InetAddress address(String literal, String whole) {
        try {
            if (literal.contains(":") || literal.matches("[0-9]+(\\.[0-9]+){3}")) {
                return InetAddress.ofLiteral(literal);
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Said below, together with the names that were never asked for.
        }
        throw new BadEndpoint(
                "\"%s\" has \"%s\" where an IP address belongs; write the number, as in tcp/127.0.0.1:8146, because names are not looked up"
                        .formatted(whole, literal));
    }

    /** {@code 127.0.0.1}, or {@code [2001:db8::1]} with brackets. */
    static String written(InetAddress address) {
        if (!(address instanceof Inet6Address ipv6)) {
            return address.getHostAddress();
        }
        String zone = ipv6.getScopeId() == 0 ? "" : zone(ipv6);
        return "[" + shortened(ipv6.getAddress()) + zone + "]";
    }

    private static String zone(Inet6Address address) {
        String whole = address.getHostAddress();
        int percent = whole.indexOf('%');
        return percent < 0 ? "" : whole.substring(percent);
    }

    /**
     * RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as "::".
     */
    private static String shortened(byte[] bytes) {
        int run = longestZeros(bytes);
        int length = zeros(bytes, run);
        var text = new StringBuilder();
        for (int group = 0; group < 8; group++) {
            if (group == run && length > 1) {
                text.append("::");
                group += length - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(bytes, group)));
            }
        }
        return text.toString();
    }

    private static int longestZeros(byte[] bytes) {
        int best = 0;
        for (int start = 1; start < 8; start++) {
            best = zeros(bytes, start) > zeros(bytes, best) ? start : best;
        }
        return best;
    }

    private static int zeros(byte[] bytes, int from) {
        int length = 0;
        while (from + length < 8 && group(bytes, from + length) == 0) {
            length++;
        }
        return length;
    }

    private static int group(byte[] bytes, int index) {
        return Byte.toUnsignedInt(bytes[2 * index]) << 8 | Byte.toUnsignedInt(bytes[2 * index + 1]);
    }
}

package dev.berth.ports;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Requests and replies of the kernel's socket tables, as bytes: include/uapi/linux/inet_diag.h.
 *
 * <pre>
 *  0        16        24                                           72
 *  +--------+---------+----+----+------------+------------+---+----+
 *  | nlmsg  | family  |port|port|  address   |  address   |if |cook|   request: 72 bytes
 *  | header | and so  |src |dst |    src     |    dst     |   |ie  |   reply: 88, then attributes
 *  +--------+---------+----+----+------------+------------+---+----+
 * </pre>
 */
final class InetDiag {
    static final int REQUEST_BYTES = 72;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int DONE = 3; // NLMSG_DONE
    static final int ERROR = 2; // NLMSG_ERROR
    static final int ALL_STATES = -1; // among them 1 << 13, TCPF_BOUND_INACTIVE (Linux 6.8)
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;
    private static final int HEADER = 16;
    private static final int IDENTITY = 8;
    private static final int REPLY_BYTES = 72;
    private static final int SKV6ONLY = 11; // INET_DIAG_SKV6ONLY

    private InetDiag() {}

    /** Asks for the one socket that a packet from nowhere to this address would reach. */
    static void exact(ByteBuffer out, int family, Endpoint endpoint, InetAddress address) {
        header(out, NLM_F_REQUEST, family, endpoint.transport());
        // udp_dump_one() in net/ipv4/udp_diag.c takes the local side from dst, TCP from src.
        boolean swapped = endpoint.transport() == Transport.UDP;
        identity(out, swapped ? 0 : endpoint.port(), swapped ? endpoint.port() : 0);
        out.put(out.position() + (swapped ? 16 : 0), address.getAddress());
        finish(out);
    }

    /** Asks for every socket of a family on a local port, bound ones that do nothing included. */
    static void dump(ByteBuffer out, int family, Transport transport, int port, int states) {
        header(out, NLM_F_REQUEST | NLM_F_DUMP, family, transport);
        out.putInt(out.position() - Integer.BYTES, states);
        identity(out, port, 0);
        finish(out);
    }

    private static void header(ByteBuffer out, int flags, int family, Transport transport) {
        for (int i = 0; i < REQUEST_BYTES; i += Long.BYTES) {
            out.putLong(i, 0); // an earlier request had other addresses
        }
        out.clear()
                .putInt(REQUEST_BYTES)
                .putShort((short) SOCK_DIAG_BY_FAMILY)
                .putShort((short) flags);
        out.putInt(0).putInt(0); // sequence, sender: the kernel fills in what matters
        out.put((byte) family)
                .put((byte) (transport == Transport.TCP ? 6 : 17))
                .putShort((short) 0);
        out.putInt(ALL_STATES);
    }

    private static void identity(ByteBuffer out, int source, int destination) {
        out.order(ByteOrder.BIG_ENDIAN).putShort((short) source).putShort((short) destination);
        out.order(ByteOrder.nativeOrder());
    }

    private static void finish(ByteBuffer out) {
        int interfaceAndCookie = out.position() + 32;
        out.putInt(interfaceAndCookie, 0);
        out.putLong(interfaceAndCookie + 4, -1); // INET_DIAG_NOCOOKIE
        out.position(0).limit(REQUEST_BYTES);
    }

    /** The type of the message that begins at the buffer's position. */
    static int type(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort(in.position() + 4));
    }

    /** The errno that an {@link #ERROR} message carries, positive; 0 when it carries none. */
    static int errno(ByteBuffer in) {
        return in.remaining() < HEADER + 4 ? 0 : -in.getInt(in.position() + HEADER);
    }

    /** How long the message at the position is; the rest of the buffer when it lies about that. */
    static int length(ByteBuffer in) {
        int length = in.getInt(in.position());
        return length < HEADER ? in.remaining() : Math.min(length + 3 & ~3, in.remaining());
    }

    /**
     * The socket that the message at the position describes, or null when it is too short for one.
     */
    static @Nullable KernelSocket socket(ByteBuffer message, Transport transport) {
        int body = message.position() + HEADER;
        if (message.remaining() < HEADER + REPLY_BYTES) {
            return null;
        }
        int family = message.get(body);
        int state = message.get(body + 1);
        int port = port(message, body + 4);
        if (port == 0) {
            return null;
        }
        InetSocketAddress peer = peer(message, body, family);
        return new KernelSocket(
                state,
                new Endpoint(transport, address(message, body + IDENTITY, family), port),
                peer,
                Integer.toUnsignedLong(message.getInt(body + 64)),
                Integer.toUnsignedLong(message.getInt(body + 68)),
                ipv6Only(message, body + REPLY_BYTES),
                message.getInt(body + 40),
                Math.max(0, message.getInt(body + 52)));
    }

    private static @Nullable InetSocketAddress peer(ByteBuffer message, int body, int family) {
        int port = port(message, body + 6);
        return port == 0
                ? null
                : new InetSocketAddress(address(message, body + IDENTITY + 16, family), port);
    }

    private static int port(ByteBuffer message, int at) {
        return Byte.toUnsignedInt(message.get(at)) << 8 | Byte.toUnsignedInt(message.get(at + 1));
    }

    private static InetAddress address(ByteBuffer message, int at, int family) {
        var bytes = new byte[family == AF_INET ? 4 : 16];
        message.get(at, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(Arrays.toString(bytes), impossible);
        }
    }

    /** Walks the attributes: a length and a type of two bytes each, a value, padded to four. */
    private static boolean ipv6Only(ByteBuffer message, int from) {
        int at = from;
        while (at + 5 <= message.limit()) {
            int length = Short.toUnsignedInt(message.getShort(at));
            if (message.getShort(at + 2) == SKV6ONLY) {
                return message.get(at + 4) != 0;
            }
            at += Math.max(4, length + 3 & ~3);
        }
        return false;
    }

    static int family(InetAddress address) {
        return address instanceof Inet4Address ? AF_INET : AF_INET6;
    }
}

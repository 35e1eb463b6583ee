package dev.berth.ports;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket is bound: a transport, an address of this machine, and a port.
 *
 * <p>No address means <em>every address</em>, of IPv4 and of IPv6: one dual-stack socket on {@code
 * [::]}. {@code [::]} is therefore the same endpoint and is kept as {@code null}; {@code 0.0.0.0}
 * is not: it means every address of IPv4 only. {@code ::ffff:127.0.0.1} is {@code 127.0.0.1}.
 *
 * @param transport the port space
 * @param address the address, or null for every address
 * @param port 1 to 65,535
 */
public record Endpoint(Transport transport, @Nullable InetAddress address, int port) {

    public Endpoint {
        checkPort(port);
        if (address instanceof Inet6Address && address.isAnyLocalAddress()) {
            address = null;
        }
    }

    /** TCP on every address. */
    public static Endpoint tcp(int port) {
        return new Endpoint(Transport.TCP, null, port);
    }

    /** UDP on every address. */
    public static Endpoint udp(int port) {
        return new Endpoint(Transport.UDP, null, port);
    }

    /**
     * TCP on one address.
     *
     * @throws BadEndpoint when {@code ipLiteral} is not an IP address; names are never looked up
     */
    public static Endpoint tcp(String ipLiteral, int port) {
        return new Endpoint(Transport.TCP, EndpointText.address(ipLiteral, ipLiteral), port);
    }

    /** TCP on one address. */
    public static Endpoint tcp(InetAddress address, int port) {
        return new Endpoint(Transport.TCP, address, port);
    }

    /**
     * UDP on one address.
     *
     * @throws BadEndpoint when {@code ipLiteral} is not an IP address; names are never looked up
     */
    public static Endpoint udp(String ipLiteral, int port) {
        return new Endpoint(Transport.UDP, EndpointText.address(ipLiteral, ipLiteral), port);
    }

    /** UDP on one address. */
    public static Endpoint udp(InetAddress address, int port) {
        return new Endpoint(Transport.UDP, address, port);
    }

    /**
     * Reads {@code tcp/8146}, {@code 8146/tcp}, {@code udp/127.0.0.1:1900}, {@code tcp/[::1]:8146};
     * where no transport is written, TCP is meant. Never asks a name server.
     *
     * @throws BadEndpoint when {@code text} is none of these
     */
    public static Endpoint parse(String text) {
        return EndpointText.parse(text);
    }

    /** The same transport and address with another port. */
    public Endpoint withPort(int other) {
        return new Endpoint(transport, address, other);
    }

    /** What a Java socket binds to. Every address is the wildcard of the socket's own family. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    /** Whether this means more than one address: every address, or every address of IPv4. */
    public boolean wildcard() {
        return address == null || address.isAnyLocalAddress();
    }

    /** Whether only programs of this machine reach it. */
    public boolean loopback() {
        return address != null && address.isLoopbackAddress();
    }

    /**
     * Whether two sockets, one on each, would contend for packets: the same transport and port, and
     * an address in common. {@code 127.0.0.1} and {@code 127.0.0.2} have none, {@code ::1} and
     * {@code 0.0.0.0} neither.
     */
    public boolean meets(Endpoint other) {
        return transport == other.transport
                && port == other.port
                && (covers(other.address) || other.covers(address));
    }

    private boolean covers(@Nullable InetAddress theirs) {
        if (address == null) {
            return true;
        }
        if (theirs == null) {
            return false;
        }
        return address.equals(theirs)
                ? sameZone(theirs)
                : anyOfIpv4() && theirs instanceof Inet4Address;
    }

    private boolean anyOfIpv4() {
        return address instanceof Inet4Address && address.isAnyLocalAddress();
    }

    /**
     * {@code fe80::1} exists once on every link; equality of addresses does not look at the link.
     */
    private boolean sameZone(InetAddress theirs) {
        return !(address instanceof Inet6Address a)
                || !(theirs instanceof Inet6Address b)
                || a.getScopeId() == b.getScopeId()
                || a.getScopeId() == 0
                || b.getScopeId() == 0;
    }

    /**
     * {@code tcp/8146}, {@code tcp/0.0.0.0:8146}, {@code tcp/[::1]:8146}: {@link #parse} reads it.
     */
    @Override
    public String toString() {
        return transport
                + "/"
                + (address == null ? "" : EndpointText.written(address) + ":")
                + port;
    }

    static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new BadEndpoint(
                    "%d is not a port number; use one from 1 to 65535".formatted(port));
        }
    }

    /** Reads a port number; {@code whole} is what the user wrote, for the message. */
    static int parsePort(String digits, String whole) {
        if (!digits.matches("-?[0-9]{1,9}")) {
            throw new BadEndpoint(
                    String.format(
                            Locale.ROOT,
                            "\"%s\" has \"%s\" where a port number belongs; write one from 1 to 65535, as in tcp/8146",
                            whole,
                            digits));
        }
        int port = Integer.parseInt(digits);
        checkPort(port);
        return port;
    }
}

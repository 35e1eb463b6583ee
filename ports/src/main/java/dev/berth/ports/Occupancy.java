package dev.berth.ports;

import java.net.Inet4Address;

/**
 * What a socket is, or would be, to others on its endpoint: all that a bind is decided by.
 *
 * @param endpoint where it is bound
 * @param ipv6Only whether {@code [::]} leaves the addresses of IPv4 alone
 * @param device the number of the interface it is bound to ({@code SO_BINDTODEVICE}), 0 for none
 * @param reuse what it allows others; a connection allows what its listener allowed
 * @param uid the user it was made by
 * @param kind what it does
 */
record Occupancy(
        Endpoint endpoint, boolean ipv6Only, int device, Reuse reuse, long uid, Holder.Kind kind) {

    /** A listener, or receiver, that this user would put on {@code endpoint}. */
    static Occupancy asked(Endpoint endpoint, Reuse reuse, long uid) {
        return new Occupancy(endpoint, false, 0, reuse, uid, Holder.Kind.LISTENER);
    }

    /** What a holder is, once it is known what it allows. */
    static Occupancy held(Holder holder, Reuse reuse) {
        return new Occupancy(
                holder.local(), holder.ipv6Only(), 0, reuse, holder.uid(), holder.kind());
    }

    /** The same on one interface only. */
    Occupancy on(int interfaceNumber) {
        return new Occupancy(endpoint, ipv6Only, interfaceNumber, reuse, uid, kind);
    }

    /** Whether a packet exists that both would receive, were the other not there. */
    boolean meets(Occupancy other) {
        return endpoint.meets(other.endpoint)
                && !(ipv6Only && other.ipv4())
                && !(other.ipv6Only && ipv4())
                && (device == 0 || other.device == 0 || device == other.device);
    }

    boolean ipv4() {
        return endpoint.address() instanceof Inet4Address;
    }

    boolean wildcard() {
        return endpoint.wildcard();
    }

    /** Whether it is one end of a connection, be it a former one. */
    boolean connected() {
        return switch (kind) {
            case OUTGOING, ACCEPTED, TIME_WAIT -> true;
            case LISTENER, BOUND, KERNEL, UNKNOWN -> false;
        };
    }

    boolean sameAddress(Occupancy other) {
        return wildcard() == other.wildcard()
                && ipv4() == other.ipv4()
                && (wildcard() || endpoint.meets(other.endpoint));
    }
}

package dev.berth.ports;

import java.util.Locale;

/**
 * The rule that a finding about a port rests on. The names are stable: machines read them as {@link
 * #code}.
 */
public enum Rule {
    /** No socket, promise or rule is in the way. */
    NOTHING_IN_THE_WAY,

    /** UDP: holder and asker both set {@code SO_REUSEADDR}; unicast goes to the last binder. */
    BOTH_REUSE_ADDRESS,
    /** Both set {@code SO_REUSEPORT}, as the same user; the kernel divides what arrives. */
    BOTH_REUSE_PORT,
    /** Windows only: a second socket on a more specific address takes over what arrives there. */
    WINDOWS_MORE_SPECIFIC,

    /** Two sockets on the same address and port, neither of which shares. */
    SAME_ADDRESS,
    /** One of the two is bound to every address, which includes the other's. */
    WILDCARD_COVERS,
    /** {@code [::]} without {@code IPV6_V6ONLY} covers every address of IPv4 too. */
    IPV6_COVERS_IPV4,
    /** The asker would share, but the holder has not set the option, and both must. */
    HOLDER_EXCLUSIVE,
    /** The holder would share, but the asker has not set the option, and both must. */
    ASKER_EXCLUSIVE,
    /** Both set {@code SO_REUSEPORT}, but as different users. */
    OTHER_USER,
    /** An outgoing connection has the port as its local end. */
    OUTGOING_CONNECTION,
    /** A socket is bound and does not listen; most tools do not show it. */
    BOUND_ONLY,
    /** The bind fails and no table of this system shows by whom. */
    UNSEEN,

    /** A connection on the port ended less than a minute ago (RFC 9293, 3.6.1). */
    TIME_WAIT,
    /** The last lease on the port ended so recently that late packets may still arrive. */
    QUARANTINE,

    /** Another lease of this authority has it. */
    LEASED,
    /** The plan promises it to somebody else. */
    PLANNED,
    /** A neighbour's configuration names it, although the neighbour does not run now. */
    DECLARED,

    /** The configuration keeps everything that is planned off the port. */
    PROTECTED,
    /** The port is below the system's first unprivileged one, and the user has no privilege. */
    PRIVILEGED,
    /** The operating system keeps the port to itself, without a process that owns it. */
    OS_EXCLUDED,
    /** A security module or a filter refuses the bind. */
    SECURITY_POLICY,
    /** Browsers refuse to connect to it (WHATWG Fetch, "bad port"). */
    BROWSER_BLOCKED,
    /** No interface of this machine has the address. */
    ADDRESS_NOT_LOCAL,
    /** The system has no sockets of this address family. */
    FAMILY_UNSUPPORTED,

    /** A packet filter forwards what arrives at the port elsewhere, without any socket. */
    FORWARDED,

    /** This user may not see enough to say more. */
    NOT_PERMITTED,
    /** Files, memory or leases ran out before the port could be tried. */
    RESOURCE_LIMIT,

    /** Every port that would do was tried. */
    ALL_TRIED,
    /** There are free ports, but not in the arrangement that was asked for. */
    NO_ARRANGEMENT;

    /** {@code holder-exclusive}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

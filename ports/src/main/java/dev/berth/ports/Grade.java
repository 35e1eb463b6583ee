package dev.berth.ports;

/** How firmly a lease keeps its port, best first. */
public enum Grade {
    /** A socket of this process is bound and, for TCP, listens. Nobody else can have the port. */
    HELD,
    /**
     * A TCP socket with {@code SO_REUSEADDR} is bound and never listens. A server that sets {@code
     * SO_REUSEADDR}, as nearly all do, binds and listens over it, from this process or another;
     * programs that do not set it, and the kernel's choice for {@code bind(0)} and {@code connect},
     * cannot take the port. Linux only.
     */
    GUARDED,
    /**
     * The port was free when the lease was granted, and only this authority's other claims are kept
     * away from it. Never asked for: it is what a guarded claim comes out as for UDP, which has no
     * bound state that is not yet receiving, and on systems other than Linux.
     */
    ADVISORY
}

package dev.berth.ports;

/**
 * With whom a socket would share its endpoint, in the options of socket(7) and of Winsock.
 *
 * @param reuseAddress {@code SO_REUSEADDR}
 * @param reusePort {@code SO_REUSEPORT}; Windows has none
 * @param exclusive {@code SO_EXCLUSIVEADDRUSE}; only Windows has it
 */
record Reuse(boolean reuseAddress, boolean reusePort, boolean exclusive) {
    static final Reuse NONE = new Reuse(false, false, false);
    static final Reuse ADDRESS = new Reuse(true, false, false);
    static final Reuse PORT = new Reuse(false, true, false);
    static final Reuse BOTH = new Reuse(true, true, false);
    static final Reuse EXCLUSIVE = new Reuse(false, false, true);

    boolean bothAddress(Reuse other) {
        return reuseAddress && other.reuseAddress;
    }

    boolean bothPort(Reuse other) {
        return reusePort && other.reusePort;
    }

    boolean any() {
        return reuseAddress || reusePort;
    }
}

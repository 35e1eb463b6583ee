package dev.berth.ports;

/**
 * Which sockets a process has open, as far as this user may see. A process may be gone, or private,
 * at any moment; then it has none. Used by one thread at a time.
 */
interface Descriptors extends AutoCloseable {
    /** The inode of the socket that a descriptor is, or -1 when it is something else or gone. */
    long socket(long pid, int descriptor);

    /** Whether there is such a process; one that has ended and is not buried yet counts. */
    boolean lives(long pid);

    /**
     * Tells {@code found} of every socket that the process has open; false when it may not be
     * looked into.
     */
    boolean each(long pid, Found found);

    @Override
    void close();

    /** The fastest way that this process may use. */
    static Descriptors open() {
        return Libc.USABLE ? new NativeDescriptors() : new PlainDescriptors();
    }

    /** Is told what was found. */
    @FunctionalInterface
    interface Found {
        void socket(int descriptor, long inode);
    }
}

package dev.berth.ports;

/**
 * A line of ports, each in it once at most, that forgets and admits any of them in one step. Half a
 * megabyte, however many stand in it. Belongs to whoever made it; not for several threads.
 */
final class PortLine {
    // No port has the number 0: it stands for both ends, so that the line is a ring.
    private static final int END = 0;

    private final int[] next = new int[65_536];
    private final int[] before = new int[65_536];

    boolean isEmpty() {
        return next[END] == END;
    }

    /** The port that has stood longest, {@link #END} when nobody stands. */
    int first() {
        return next[END];
    }

    /** Who stands behind {@code port}, {@link #END} when nobody does. */
    int after(int port) {
        return next[port];
    }

    static boolean isEnd(int port) {
        return port == END;
    }

    void append(int port) {
        insert(port, before[END], END);
    }

    /** Puts {@code port} before {@code other}; at the end when that is the end. */
    void insert(int port, int other) {
        insert(port, before[other], other);
    }

    private void insert(int port, int left, int right) {
        next[left] = port;
        before[port] = left;
        next[port] = right;
        before[right] = port;
    }

    void remove(int port) {
        next[before[port]] = next[port];
        before[next[port]] = before[port];
    }
}

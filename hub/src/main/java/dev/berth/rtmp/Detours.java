package dev.berth.rtmp;

import java.time.Duration;

/**
 * Counts how often servers send us on, because two of them could do so for ever. Belongs to the
 * thread that connects.
 */
final class Detours {
    /** Who closes sends us on once, and the next one perhaps too. */
    static final int MOST = 5;

    static final Duration WITHIN = Duration.ofMinutes(1);

    private int count;
    private long since;

    /**
     * Whether one more is allowed.
     *
     * @param now a monotonic time in nanoseconds
     */
    boolean allow(long now) {
        if (count == 0 || now - since > WITHIN.toNanos()) {
            since = now;
            count = 0;
        }
        count = Math.min(count + 1, MOST + 1);
        return count <= MOST;
    }
}

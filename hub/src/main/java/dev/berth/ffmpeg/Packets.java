package dev.berth.ffmpeg;

import java.io.IOException;

/**
 * Where packets come from. Used by one thread at a time, except for {@link #stop}, and closed
 * exactly once.
 */
interface Packets extends AutoCloseable {
    /** Adds its tracks to an output which has none yet. */
    void announce(FlvOutput out) throws IOException;

    /**
     * Writes what comes next.
     *
     * @return false when there is nothing left, or it was stopped
     * @throws IOException with a sentence that names the source
     */
    boolean feed(FlvOutput out) throws IOException;

    /** Whether they come faster than they are to be seen. */
    default boolean paced() {
        return true;
    }

    /** Ends a {@link #feed} that waits, and every one after it, from any thread. */
    default void stop() {}

    @Override
    void close();
}

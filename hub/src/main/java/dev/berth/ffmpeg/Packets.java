package dev.berth.ffmpeg;

import java.io.IOException;

/** Where packets come from. Used by one thread at a time, and closed exactly once. */
interface Packets extends AutoCloseable {
    /** Adds its tracks to an output which has none yet. */
    void announce(FlvOutput out) throws IOException;

    /**
     * Writes what comes next.
     *
     * @return false when there is nothing left
     * @throws IOException with a sentence that names the source
     */
    boolean feed(FlvOutput out) throws IOException;

    @Override
    void close();
}

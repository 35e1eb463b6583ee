package dev.berth.media;

import java.io.IOException;

/** Where a stream comes from. Used by one thread, except for {@link #close()}. */
public interface Source extends AutoCloseable {
    /**
     * Writes what it reads into the publication, at the pace of its time stamps. Returns when the
     * source has ended.
     *
     * @throws IOException when it breaks
     */
    void run(Publication into) throws IOException, InterruptedException;

    /** Ends it from any thread; {@link #run} then returns. */
    @Override
    void close();
}

package dev.berth.media;

import java.io.IOException;

/**
 * Where a stream leaves by. Used by one thread, except for {@link #status()} and {@link #close()}.
 */
public interface Sink extends AutoCloseable {
    /**
     * Sends its stream. Returns when the stream has ended.
     *
     * @throws IOException when the other side breaks, or takes nothing any more
     */
    void run() throws IOException, InterruptedException;

    /**
     * Nothing more will come: whoever is behind is sent the rest, and {@link #run} then returns.
     */
    void finish();

    SinkStatus status();

    /** Ends it from any thread; {@link #run} then returns. */
    @Override
    void close();
}

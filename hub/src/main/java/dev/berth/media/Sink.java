package dev.berth.media;

import java.io.IOException;

/**
 * Where a stream leaves by. Used by one thread, except for {@link #status()} and {@link #close()}.
 */
public interface Sink extends AutoCloseable {
    /**
     * The last step before the media, which whoever only stands by has not taken: a server is told
     * that we publish.
     *
     * @throws IOException when the other side refuses
     */
    default void begin() throws IOException, InterruptedException {}

    /**
     * Looks whether it is still open, while it stands by.
     *
     * @throws IOException when the other side has hung up
     */
    default void confirm() throws IOException {}

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

package dev.berth.media;

/**
 * Is told which streams are wanted, so that it can bring them. Called without a lock, on the thread
 * of whoever came or left, which may be an event loop: never blocks.
 */
public interface Demand {
    /** Somebody reads a stream that nobody publishes. */
    void wanted(String stream);

    /** The last one who read it left. */
    void unwanted(String stream);
}

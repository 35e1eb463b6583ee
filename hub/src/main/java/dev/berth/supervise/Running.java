package dev.berth.supervise;

import java.util.List;

/** A service that runs. */
public interface Running extends AutoCloseable {
    /** Where it is reached, as URLs or in words, in the order of its claims. */
    default List<String> urls() {
        return List.of();
    }

    /**
     * Stops taking new work, finishes or cuts off the old, and lets go of every socket. Never
     * throws.
     */
    @Override
    void close();
}

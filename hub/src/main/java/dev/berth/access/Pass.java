package dev.berth.access;

/** The place that somebody takes who was let in. */
public interface Pass extends AutoCloseable {
    /** A pass that limits nothing and counts nobody. */
    Pass FREE =
            new Pass() {
                @Override
                public void close() {}
            };

    /** How many bits a second they may send, over a few seconds; 0 is as many as they like. */
    default long bitsPerSecond() {
        return 0;
    }

    /** Gives the place back. More than once does no harm. Any thread. */
    @Override
    void close();
}

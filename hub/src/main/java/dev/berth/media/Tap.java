package dev.berth.media;

/**
 * Is given the frames of a stream as they are written, for those who need frames and not bytes of a
 * wire format. Called under the stream's lock: quick, never blocking, and never back into {@link
 * Streams}; work that takes longer is put into a queue with a limit.
 */
public interface Tap {
    /**
     * What decoders were told so far. Comes first and once; the frames since the last key frame
     * follow at once, as if they were written now.
     */
    void begin(Headers headers);

    /**
     * A frame was written, or a configuration. Borrows it: who keeps it retains it, and releases it
     * later.
     */
    void frame(Frame frame);

    /** The publisher vanished; it, or another one, may come back and go on. */
    default void interrupted() {}

    /** The stream is over; nothing comes after this. */
    void ended();

    /**
     * Whether the stream is wanted because of this tap, as it is because of a reader: a stream that
     * is pulled on demand is kept up for it.
     */
    default boolean wants() {
        return true;
    }

    /** How long a frame may be late for it, in nanoseconds, as what reads a wire format says. */
    default long patience() {
        return Long.MAX_VALUE;
    }

    /** How many watch the stream by means of this tap and are no readers of it, as in HLS. */
    default int viewers() {
        return 0;
    }
}

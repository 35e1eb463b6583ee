package dev.berth.media;

/**
 * A publisher's hold on a stream: the right to write it, until it ends or is lost. One thread at a
 * time writes.
 */
public final class Publication {
    private final Stream stream;

    Publication(Stream stream) {
        this.stream = stream;
    }

    /** The stream's name. */
    public String name() {
        return stream.name();
    }

    /**
     * Appends a frame, and takes it over. Its time is the publisher's own clock, of which the low
     * 32 bits count. Frames of a publisher whose hold is over are released and forgotten.
     */
    public void write(Frame frame) {
        stream.write(this, frame);
    }

    /**
     * How long the writer, which has written all that it had, may leave alone what comes next, in
     * nanoseconds: {@code most} or less, 0 for not at all. Before a rest all goes to the readers
     * that was written, so that nothing waits for longer than the stream's delay allows. A writer
     * that asks once asks after every round of writing.
     */
    public long rest(long most) {
        return stream.rest(this, most);
    }

    /** The publisher is done: the stream ends, and its readers are sent what is left. */
    public void end() {
        stream.finish(this);
    }

    /**
     * The publisher vanished: the stream waits a while for it, or for another one, and keeps its
     * readers.
     */
    public void lost() {
        stream.interrupt(this);
    }
}

package dev.berth.media;

import io.netty.util.concurrent.EventExecutor;

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
     * Says on which event loop the writer lives: the timer that has what it wrote sent in time is
     * set there, which wakes no other loop than those of readers.
     */
    public void livesOn(EventExecutor loop) {
        stream.writtenOn(this, loop);
    }

    /**
     * Appends a frame, and takes it over. Its time is the publisher's own clock, of which the low
     * 32 bits count. Frames of a publisher whose hold is over are released and forgotten.
     */
    public void write(Frame frame) {
        stream.write(this, frame);
    }

    /**
     * How long the writer may leave alone what comes next, in nanoseconds; 0 for not at all. Nobody
     * who reads or taps the stream would mind.
     */
    public long patience() {
        return stream.patience(this);
    }

    /**
     * The writer has written all that it had, and leaves alone what comes next for {@code time}, in
     * nanoseconds, 0 for not at all. What may not wait as long goes to the readers at once. A
     * writer that says this once says it after every round of writing.
     */
    public void rest(long time) {
        stream.rest(this, time);
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

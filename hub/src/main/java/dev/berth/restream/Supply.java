package dev.berth.restream;

import dev.berth.media.Scheme;
import dev.berth.media.Source;
import dev.berth.media.StreamStatus;
import dev.berth.media.Streams;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a rehearsal sends: a stream that is live, a source that is opened for it, or the test signal
 * filled up to a bitrate. Its threads belong to it and end with {@link #close}.
 */
final class Supply implements AutoCloseable {
    /** A small picture: what it lacks of the bitrate is filled up. */
    private static final URI SIGNAL = URI.create("test:?size=320x180&rate=30&bitrate=100k");

    private static final AtomicInteger LAST = new AtomicInteger();

    private final String stream;
    private final Scheme schemes;
    private final Streams streams;
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Source source;
    private volatile @Nullable String problem;
    private volatile boolean closed;

    private Supply(String stream, Scheme schemes, Streams streams) {
        this.stream = stream;
        this.schemes = schemes;
        this.streams = streams;
    }

    /**
     * Gets ready to supply a rehearsal; {@link #go} begins.
     *
     * @param bitsPerSecond of the test signal; 0 for what the source has
     * @throws IllegalArgumentException when there is nothing to send
     */
    static Supply of(Origin origin, long bitsPerSecond, Scheme schemes, Streams streams)
            throws InterruptedException {
        var uri = origin.uri();
        if (bitsPerSecond == 0 && uri == null) {
            return live(origin.stream(), schemes, streams);
        }
        var supply = new Supply("check/" + LAST.incrementAndGet(), schemes, streams);
        var own = supply.stream;
        if (bitsPerSecond == 0 && uri != null) {
            supply.thread(own, () -> supply.feed(uri, own));
        } else {
            supply.thread(own + "-signal", () -> supply.feed(SIGNAL, own + "-signal"));
            supply.thread(own, () -> supply.fill(own + "-signal", bitsPerSecond));
        }
        return supply;
    }

    private static Supply live(String stream, Scheme schemes, Streams streams)
            throws InterruptedException {
        if (!streams.awaitLive(stream, Duration.ZERO)) {
            throw new IllegalArgumentException(
                    stream
                            + " is not live, so there is nothing to publish; give a bitrate to have a test signal published");
        }
        return new Supply(stream, schemes, streams);
    }

    /** The stream that it is, or becomes. */
    String stream() {
        return stream;
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** A platform thread, because a source may spend its time in native code. */
    private void thread(String name, Work work) {
        threads.add(
                Thread.ofPlatform().daemon().name("berth-" + name).unstarted(() -> attempt(work)));
    }

    private void attempt(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException | LinkageError failed) {
            // A LinkageError: FFmpeg's libraries are not made for this machine.
            if (!closed) {
                problem = failed.getMessage() == null ? failed.toString() : failed.getMessage();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void feed(URI uri, String name) throws IOException, InterruptedException {
        try (var opened = schemes.open(uri)) {
            source = opened;
            if (closed) {
                return;
            }
            var publication = streams.publish(name, "a check");
            try {
                opened.run(publication);
            } finally {
                publication.end();
            }
        }
    }

    private void fill(String from, long bitsPerSecond) throws IOException, InterruptedException {
        var filler = new Filler(bitsPerSecond);
        var publication = streams.publish(stream, "a check");
        var end = streams.tap(from, filler);
        try {
            filler.run(publication);
        } finally {
            end.run();
            publication.end();
        }
    }

    void go() {
        threads.forEach(Thread::start);
    }

    /** Why nothing comes, in one sentence; null while nothing is wrong. */
    @Nullable String problem() {
        return problem;
    }

    /** Bytes that there were to send, ever. */
    long bytes() {
        return streams.status(stream).map(StreamStatus::bytes).orElse(0L);
    }

    @Override
    public void close() {
        closed = true;
        var open = source;
        if (open != null) {
            open.close();
        }
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

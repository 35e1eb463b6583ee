package dev.berth.restream;

import dev.berth.journal.Journal;
import dev.berth.media.Scheme;
import dev.berth.media.Source;
import dev.berth.media.Streams;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a source into the hub as a stream, again and again until it has come to its end or nobody
 * wants it. Its own thread does the work, a platform thread because a source may spend its time in
 * native code.
 */
final class Feeder implements AutoCloseable {
    private final Origin origin;
    private final URI uri;
    private final Scheme schemes;
    private final Streams streams;
    private final Journal journal;
    private final CountDownLatch go = new CountDownLatch(1);
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final Thread thread;
    private final Consumer<Feeder> onEnd;

    private volatile @Nullable Source source;
    private volatile @Nullable String problem;
    private volatile boolean ended;
    private volatile boolean closed;

    /** {@code onEnd} is told when the source has come to its end. */
    Feeder(
            Origin origin,
            URI uri,
            Scheme schemes,
            Streams streams,
            Journal journal,
            Consumer<Feeder> onEnd) {
        this.origin = origin;
        this.uri = uri;
        this.schemes = schemes;
        this.streams = streams;
        this.journal = journal;
        this.onEnd = onEnd;
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("berth-source-" + origin.stream())
                        .unstarted(this::feed);
    }

    void start() {
        thread.start();
    }

    /** The outputs are as ready as they will be: a file need not lose its beginning. */
    void go() {
        go.countDown();
    }

    /** What keeps it from feeding, in one sentence; null when nothing does. */
    @Nullable String problem() {
        return problem;
    }

    /** Whether the source has come to its end. */
    boolean ended() {
        return ended;
    }

    private void feed() {
        try {
            go.await();
            while (!closed && !ended) {
                attempt();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() throws InterruptedException {
        long began = System.nanoTime();
        try (var opened = schemes.open(uri)) {
            source = opened;
            if (!closed) {
                feed(opened);
            }
        } catch (IOException | RuntimeException | LinkageError failed) {
            // A LinkageError: FFmpeg's libraries are not made for this machine.
            if (!closed) {
                backoff.begun(began);
                complain(failed.getMessage() == null ? failed.toString() : failed.getMessage());
                TimeUnit.NANOSECONDS.sleep(backoff.next().toNanos());
            }
        } finally {
            source = null;
        }
    }

    private void feed(Source opened) throws IOException, InterruptedException {
        var publication = streams.publish(origin.stream(), "source " + origin.text());
        problem = null;
        boolean whole = false;
        try {
            opened.run(publication);
            whole = true;
        } finally {
            if (whole || closed) {
                publication.end();
            } else {
                publication.lost();
            }
        }
        if (closed) {
            return;
        }
        ended = true;
        journal.append(
                "source.ended",
                origin.stream(),
                "the source " + origin.text() + " has come to its end");
        onEnd.accept(this);
    }

    private void complain(String sentence) {
        if (!sentence.equals(problem)) {
            journal.append("source.failed", origin.stream(), sentence);
        }
        problem = sentence;
    }

    @Override
    public void close() {
        closed = true;
        go();
        var open = source;
        if (open != null) {
            open.close();
        }
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

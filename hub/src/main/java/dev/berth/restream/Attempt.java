package dev.berth.restream;

import dev.berth.media.Scheme;
import dev.berth.media.Sink;
import dev.berth.media.SinkStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One target that is published to for a while, once: what breaks is not begun anew. A virtual
 * thread of its own does it and writes the fields; anybody may ask.
 */
final class Attempt implements AutoCloseable {
    private final Route route;
    private final String stream;
    private final Scheme schemes;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Sink sink;
    private volatile @Nullable String problem;
    private volatile boolean closed;

    Attempt(Route route, String stream, Scheme schemes) {
        this.route = route;
        this.stream = stream;
        this.schemes = schemes;
        this.thread = Thread.ofVirtual().name("berth-check").unstarted(this::run);
    }

    Route route() {
        return route;
    }

    String stream() {
        return stream;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (var opened = schemes.dial(route.to(), stream)) {
            sink = opened;
            if (!closed) {
                opened.begin();
                begun.countDown();
                opened.run();
                fail("it ended before the check did");
            }
        } catch (IOException | RuntimeException failed) {
            fail(failed.getMessage() == null ? failed.toString() : failed.getMessage());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            begun.countDown();
        }
    }

    private void fail(String why) {
        if (!closed && problem == null) {
            problem = why;
        }
    }

    /** Waits until it publishes or has failed, which it has when {@code patience} is over. */
    void awaitBegun(Duration patience) throws InterruptedException {
        if (!begun.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            fail("it did not let us publish in time; see whether the server is overloaded");
        }
    }

    /** Why it does not publish, in one sentence; null while nothing is wrong. */
    @Nullable String problem() {
        return problem;
    }

    /** How far it has come. */
    SinkStatus status() {
        var open = sink;
        return open == null ? SinkStatus.NONE : open.status();
    }

    @Override
    public void close() {
        closed = true;
        var open = sink;
        if (open != null) {
            open.close();
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

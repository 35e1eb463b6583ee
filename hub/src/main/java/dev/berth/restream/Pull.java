package dev.berth.restream;

import dev.berth.journal.Journal;
import dev.berth.media.Scheme;
import dev.berth.media.StreamStatus;
import dev.berth.media.Streams;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is brought in from elsewhere: always, or while somebody reads it. A virtual thread
 * of its own decides when, and a {@link Feeder} does the work.
 *
 * <p>{@code lock} guards every field that changes, and is held for memory work only: an event loop
 * may say that the stream is wanted.
 */
final class Pull implements AutoCloseable {
    /** Longer than a feeder takes to give up. */
    private static final Duration FAREWELL = Duration.ofSeconds(6);

    private final PullConfig.Job job;
    private final Origin origin;
    private final URI uri;
    private final Scheme schemes;
    private final Streams streams;
    private final Journal journal;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean needed;
    private boolean closed;
    private @Nullable Feeder feeder;

    /** {@code uri} is what {@code origin} names. */
    Pull(
            PullConfig.Job job,
            Origin origin,
            URI uri,
            Scheme schemes,
            Streams streams,
            Journal journal) {
        this.job = job;
        this.origin = origin;
        this.uri = uri;
        this.schemes = schemes;
        this.streams = streams;
        this.journal = journal;
        needed = !job.onDemand();
        thread = Thread.ofVirtual().name("berth-pull-" + origin.stream()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Somebody reads it, or nobody does any more. Nobody matters to one that always comes. */
    void wanted(boolean now) {
        lock.lock();
        try {
            needed = now || !job.onDemand();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitNeed()) {
                keepUp();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false when it is over. */
    private boolean awaitNeed() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!needed && !closed) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Has the stream come until nobody wants it, or its source ends. */
    private void keepUp() throws InterruptedException {
        long began = System.nanoTime();
        var fresh = new Feeder(origin, uri, schemes, streams, journal, ended -> signal());
        if (!hold(fresh)) {
            return;
        }
        note("source.opened", " is opened, for stream " + origin.stream() + " is wanted");
        try (fresh) {
            fresh.start();
            fresh.go();
            awaitEnd(fresh);
        } finally {
            hold(null);
        }
        if (fresh.ended()) {
            backoff.begun(began);
            rest();
        } else {
            note("source.closed", " is closed, for nobody reads stream " + origin.stream());
        }
    }

    /** Returns false when it is over. */
    private boolean hold(@Nullable Feeder now) {
        lock.lock();
        try {
            feeder = now;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the source has ended, nobody has read it for the time it lingers, or it is over.
     */
    private void awaitEnd(Feeder of) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !of.ended()) {
                if (needed) {
                    changed.await();
                } else if (unneededFor(job.linger().toNanos())) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody wanted it all the while. Whoever came to a live stream was not announced. */
    private boolean unneededFor(long left) throws InterruptedException {
        long waiting = left;
        while (waiting > 0 && !needed && !closed) {
            waiting = changed.awaitNanos(waiting);
        }
        needed |= readers() > 0;
        return !needed;
    }

    /** A server that ends what it sends at once is not asked again at once. */
    private void rest() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = backoff.next().toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            needed = !job.onDemand() || readers() > 0;
        } finally {
            lock.unlock();
        }
    }

    private int readers() {
        return streams.status(origin.stream()).map(StreamStatus::readers).orElse(0);
    }

    private void note(String kind, String what) {
        journal.append(kind, origin.stream(), "the source " + origin.text() + what);
    }

    PullStatus status() {
        var now = held();
        var problem = now == null ? null : now.problem();
        return new PullStatus(
                origin.stream(),
                origin.text(),
                job.onDemand(),
                state(now, problem),
                readers(),
                problem);
    }

    private @Nullable Feeder held() {
        lock.lock();
        try {
            return feeder;
        } finally {
            lock.unlock();
        }
    }

    private PullState state(@Nullable Feeder now, @Nullable String problem) {
        if (now == null) {
            return PullState.IDLE;
        }
        boolean live =
                streams.status(origin.stream())
                        .filter(status -> status.state() == StreamStatus.State.LIVE)
                        .isPresent();
        if (live) {
            return PullState.LIVE;
        }
        return problem == null ? PullState.CONNECTING : PullState.BACKING_OFF;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(FAREWELL)) {
                thread.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.berth.media;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The hub's streams by name. A stream exists while somebody publishes it or waits for it.
 *
 * <p>{@code lock} guards the map; it is taken before a stream's own lock, never after.
 */
public final class Streams implements AutoCloseable {
    private static final int LONGEST_NAME = 512;

    /** Parts of a path that mean another place, and are no names. */
    private static final Set<String> STEPS = Set.of(".", "..");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private final TreeMap<String, Stream> streams = new TreeMap<>();
    private final MediaConfig config;
    private final EventExecutorGroup clocks;
    private final InstantSource time;
    private final List<Consumer<StreamStatus>> watchers = new CopyOnWriteArrayList<>();
    private final List<Demand> demands = new CopyOnWriteArrayList<>();

    /** {@code clocks} is where batches are sealed in time. */
    public Streams(MediaConfig config, EventExecutorGroup clocks, InstantSource time) {
        this.config = config;
        this.clocks = clocks;
        this.time = time;
    }

    public MediaConfig config() {
        return config;
    }

    /** Calls {@code watcher} with every stream that comes, is interrupted, comes back or ends. */
    public void watch(Consumer<StreamStatus> watcher) {
        watchers.add(watcher);
    }

    /** Tells {@code demand} from now on which streams are wanted. */
    public void onDemand(Demand demand) {
        demands.add(demand);
    }

    /**
     * Lets {@code who} publish the stream. A stream whose publisher vanished a moment ago goes on
     * with the new one.
     *
     * @param who the publisher in words, for the sentence a second publisher is refused with
     * @throws NameTaken when it has a publisher
     * @throws IOException when there are too many streams, or the name is none
     */
    public Publication publish(String name, String who) throws IOException {
        Publication publication;
        lock.lock();
        try {
            publication = stream(name).publish(who, time.instant());
            published.signalAll();
        } finally {
            lock.unlock();
        }
        tell(name);
        return publication;
    }

    /**
     * Reads a stream in a wire format, from its last key frame on. A stream that does not exist yet
     * is waited for.
     *
     * @param loop the reader's event loop, on which this is called
     * @param queueBytes how far the reader may fall behind; the configured limit if that is less
     * @throws IOException when there are too many streams, or the name is none
     */
    public Reader read(
            String name,
            Packaging packaging,
            EventExecutor loop,
            long queueBytes,
            Reader.Listener listener)
            throws IOException {
        Stream stream;
        Reader reader;
        lock.lock();
        try {
            stream = stream(name);
            reader = stream.read(packaging, loop, queueBytes, listener);
        } finally {
            lock.unlock();
        }
        askFor(stream);
        return reader;
    }

    /**
     * Hands the frames of a stream to {@code tap}, from the last key frame on. A stream that does
     * not exist yet is waited for.
     *
     * @return run it to end that; more than once does no harm
     * @throws IOException when there are too many streams, or the name is none
     */
    public Runnable tap(String name, Tap tap) throws IOException {
        Stream stream;
        Runnable end;
        lock.lock();
        try {
            stream = stream(name);
            end = stream.tap(tap);
        } finally {
            lock.unlock();
        }
        askFor(stream);
        return end;
    }

    private void askFor(Stream stream) {
        if (stream.wanted()) {
            demands.forEach(demand -> demand.wanted(stream.name()));
        }
    }

    private Stream stream(String name) throws IOException {
        var known = streams.get(name);
        if (known != null && !known.ended()) {
            return known;
        }
        checkName(name);
        if (streams.size() >= config.streams()) {
            throw new IOException(
                    "there are "
                            + streams.size()
                            + " streams already, the most that media.streams allows; end one, or raise media.streams");
        }
        EventExecutor clock = clocks.next();
        var fresh = new Stream(name, config, clock, this::settle, () -> forget(name));
        streams.put(name, fresh);
        return fresh;
    }

    /**
     * Names end up in messages and on terminals, so they hold nothing that could not be printed.
     */
    private static void checkName(String name) throws IOException {
        boolean whole = !name.isBlank() && !name.startsWith("/") && !name.endsWith("/");
        boolean printable = name.chars().noneMatch(Character::isISOControl);
        boolean plain = Arrays.stream(name.split("/", -1)).noneMatch(STEPS::contains);
        if (!whole || !printable || !plain || name.length() > LONGEST_NAME) {
            throw new IOException(
                    "that is no name for a stream ("
                            + name.length()
                            + " characters); use application and key such as live/demo, up to "
                            + LONGEST_NAME
                            + " printable characters");
        }
    }

    /** A reader left: nobody need be told, but nobody may miss the stream any more. */
    private void forget(String name) {
        boolean unread;
        lock.lock();
        try {
            var stream = streams.get(name);
            unread = stream != null && stream.unread();
            if (stream != null && stream.idle()) {
                streams.remove(name);
            }
        } finally {
            lock.unlock();
        }
        if (unread) {
            demands.forEach(demand -> demand.unwanted(name));
        }
    }

    /**
     * The stream came to another state: tells the watchers, and forgets it if nobody would miss it.
     * A reader who came since it ended awaits another stream of that name already, which is no
     * news; that somebody publishes that one is.
     */
    private void settle(Stream stream) {
        StreamStatus status;
        lock.lock();
        try {
            var current = streams.get(stream.name());
            var told = current != null && current.live() ? current : stream;
            status = told.status(System.nanoTime());
            if (stream.idle()) {
                streams.remove(stream.name(), stream);
            }
        } finally {
            lock.unlock();
        }
        watchers.forEach(watcher -> watcher.accept(status));
    }

    private void tell(String name) {
        status(name).ifPresent(status -> watchers.forEach(watcher -> watcher.accept(status)));
    }

    /** Waits until the stream is published, but no longer than {@code patience}. */
    public boolean awaitLive(String name, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!live(name)) {
                if (left <= 0) {
                    return false;
                }
                left = published.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean live(String name) {
        var stream = streams.get(name);
        return stream != null && stream.live();
    }

    public Optional<StreamStatus> status(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(streams.get(name))
                    .map(stream -> stream.status(System.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    /** How the sound of a stream is coded; nothing as long as that is not known. */
    public List<Codec> sounds(String name) {
        lock.lock();
        try {
            var stream = streams.get(name);
            return stream == null ? List.of() : stream.sounds();
        } finally {
            lock.unlock();
        }
    }

    /** All streams, by name. */
    public List<StreamStatus> all() {
        lock.lock();
        try {
            var all = new ArrayList<StreamStatus>();
            streams.values().forEach(stream -> all.add(stream.status(System.nanoTime())));
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every stream and lets go of what is kept for late readers. */
    @Override
    public void close() {
        List<Stream> all;
        lock.lock();
        try {
            all = List.copyOf(streams.values());
            streams.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(Stream::close);
    }
}

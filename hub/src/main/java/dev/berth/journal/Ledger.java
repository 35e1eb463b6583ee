package dev.berth.journal;

import dev.berth.ports.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What happened to every port, for as long as anybody may ask: an append-only file in the data
 * directory.
 *
 * <p>Writing it down delays nobody: entries wait in memory for the one thread that writes. When
 * there is no room for them, because the disk is full or they come too fast, they are counted as
 * lost; the journal is told once, and once there is room again the gap is an entry too. A process
 * that is killed loses what it had not yet written, tens of milliseconds at most.
 *
 * <p>{@code lock} guards {@code waiting}, {@code loss}, {@code closing} and the figures; it is held
 * for memory work only. The file belongs to the writer; each reading opens it anew.
 */
public final class Ledger implements AutoCloseable {
    /** The most entries that wait to be written, about 30 MB. */
    static final int ROOM = 65_536;

    private static final System.Logger LOG = System.getLogger(Ledger.class.getName());

    private static final int BATCH = 1_024;
    private static final int PRUNED_AT_ONCE = 10_000;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);
    private static final Duration FAREWELL = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path path;
    private final LedgerConfig config;
    private final Journal journal;
    private final InstantSource time;
    private final Semaphore reading = new Semaphore(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Condition attempted = lock.newCondition();
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private Loss loss = Loss.NONE;
    private long lost;
    private long written;
    private @Nullable String problem;
    private boolean closing;
    private @Nullable Thread writer;

    /** Nothing is opened before {@link #start}; entries are taken from now on. */
    public Ledger(Path path, LedgerConfig config, Journal journal, InstantSource time) {
        this.path = path;
        this.config = config;
        this.journal = journal;
        this.time = time;
        append(Entry.ofHub(time.instant(), Entry.Kind.STARTED, "the hub started"));
    }

    /** Opens the file and writes, in a thread of its own. Called once. */
    public void start() {
        writer = Thread.ofPlatform().daemon().name("berth-ledger").start(new Writer()::run);
    }

    /** Writes an entry down as soon as there is time. Never blocks, and never fails. */
    public void append(Entry entry) {
        boolean news;
        lock.lock();
        try {
            if (waiting.size() < ROOM) {
                waiting.add(entry);
                if (waiting.size() == 1) {
                    woken.signal();
                }
                return;
            }
            lost++;
            loss = loss.with(entry.at());
            news = problem == null;
            if (news) {
                problem = overrun();
            }
        } finally {
            lock.unlock();
        }
        if (news) {
            report(overrun());
        }
    }

    private String overrun() {
        return String.format(
                Locale.ROOT,
                "%,d entries wait to be written to %s, and more are lost until there is room; ports are leased all the same",
                ROOM,
                path);
    }

    public LedgerStatus status() {
        lock.lock();
        try {
            return new LedgerStatus(waiting.size(), written, lost, problem);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The newest entries that are meant, oldest first. What was appended a moment ago may be
     * missing.
     *
     * @throws IOException with a sentence, when the file cannot be read
     */
    public List<Entry> find(Query query) throws IOException, InterruptedException {
        return reading(file -> file.find(query));
    }

    /**
     * What tells who had a port at a moment, and what happened shortly before and after: what
     * {@link Tenancy} reads.
     *
     * @throws IOException with a sentence, when the file cannot be read
     */
    public List<Entry> around(int port, @Nullable Transport transport, Instant at)
            throws IOException, InterruptedException {
        return reading(file -> file.around(port, transport, at));
    }

    /** One at a time, because native code keeps a virtual thread's carrier to itself. */
    private <T> T reading(Function<LedgerFile, T> question)
            throws IOException, InterruptedException {
        awaitFile();
        if (!reading.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("somebody else reads the ledger just now; try again");
        }
        try {
            return read(path, question);
        } finally {
            reading.release();
        }
    }

    /** A hub answers before it has opened the file. */
    private void awaitFile() throws InterruptedException {
        long left = PATIENCE.toNanos();
        lock.lock();
        try {
            while (written == 0 && problem == null && !closing && left > 0) {
                left = attempted.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The same without a hub: reads the file of one that has ended. */
    public static List<Entry> find(Path path, Query query) throws IOException {
        return read(path, file -> file.find(query));
    }

    /** The same without a hub: reads the file of one that has ended. */
    public static List<Entry> around(Path path, int port, @Nullable Transport transport, Instant at)
            throws IOException {
        return read(path, file -> file.around(port, transport, at));
    }

    private static <T> T read(Path path, Function<LedgerFile, T> question) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(
                    "there is no ledger at %s; it begins when a hub runs: berth up"
                            .formatted(path));
        }
        try (var file = LedgerFile.read(path)) {
            return question.apply(file);
        } catch (RuntimeException | LinkageError failed) {
            throw new IOException(
                    "the ledger %s cannot be read (%s); see whether this user may, or move it aside if it is damaged"
                            .formatted(path, cause(failed)),
                    failed);
        }
    }

    /** What the database itself says. */
    private static String cause(Throwable failed) {
        var cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var message = cause.getMessage();
        return message == null ? cause.toString() : message.strip();
    }

    private void report(String sentence) {
        LOG.log(Level.WARNING, sentence);
        journal.append("ledger.failing", path.toString(), sentence);
    }

    /** Writes down what waits, but takes no longer than a few seconds over it. */
    @Override
    public void close() {
        append(Entry.ofHub(time.instant(), Entry.Kind.ENDED, "the hub ended"));
        lock.lock();
        try {
            closing = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
        var thread = writer;
        try {
            if (thread != null && !thread.join(FAREWELL)) {
                LOG.log(Level.WARNING, "the ledger {0} is not written to its end", path);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Entries that found no room. */
    private record Loss(long count, Instant first, Instant last) {
        static final Loss NONE = new Loss(0, Instant.EPOCH, Instant.EPOCH);

        Loss with(Instant at) {
            return new Loss(count + 1, count == 0 ? at : first, at);
        }

        Loss and(Loss later) {
            return count == 0
                    ? later
                    : later.count == 0 ? this : new Loss(count + later.count, first, later.last);
        }
    }

    /** Everything in here runs in the writer's thread. */
    private final class Writer {
        private final List<Entry> batch = new ArrayList<>(BATCH);
        private Loss gap = Loss.NONE;
        private @Nullable LedgerFile file;
        private boolean stuck;
        private Instant pruned = Instant.MIN;
        private long unpruned;

        void run() {
            try {
                while (gather()) {
                    if (!written()) {
                        pause();
                    }
                }
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            } finally {
                shut();
            }
        }

        /**
         * Waits for something to do, and adds what waits to the batch.
         *
         * @return false when it is time to end
         */
        private boolean gather() throws InterruptedException {
            lock.lock();
            try {
                long left = PRUNE_EVERY.toNanos();
                while (batch.isEmpty() && waiting.isEmpty() && !closing && left > 0) {
                    left = woken.awaitNanos(left);
                }
                while (batch.size() < BATCH && !waiting.isEmpty()) {
                    batch.add(waiting.remove());
                }
                if (waiting.size() < ROOM / 2) {
                    gap = gap.and(loss);
                    loss = Loss.NONE;
                }
                return !closing || (!stuck && (!batch.isEmpty() || gap.count > 0));
            } finally {
                lock.unlock();
            }
        }

        /** Writes the batch; it is kept for the next time when that fails. */
        private boolean written() {
            try {
                var open = opened();
                open.write(gap.count == 0 ? batch : withGap());
                stuck = false;
                settled();
                prune(open);
            } catch (IOException | RuntimeException | LinkageError failed) {
                stuck = true;
                shut();
                failed(failed);
            }
            return !stuck;
        }

        private LedgerFile opened() throws IOException {
            var open = file == null ? LedgerFile.open(path) : file;
            file = open;
            return open;
        }

        private List<Entry> withGap() {
            var entries = new ArrayList<>(batch);
            var sentence =
                    String.format(
                            Locale.ROOT,
                            "%,d entries from %s to %s are missing; there was no room for them",
                            gap.count,
                            gap.first,
                            gap.last);
            entries.add(Entry.ofHub(gap.first, Entry.Kind.GAP, sentence));
            return entries;
        }

        /** The batch is on disk. */
        private void settled() {
            var missing = gap.count;
            boolean mended;
            lock.lock();
            try {
                mended = problem != null && loss.count == 0;
                problem = mended ? null : problem;
                written += batch.size();
                attempted.signalAll();
            } finally {
                lock.unlock();
            }
            unpruned += batch.size();
            batch.clear();
            gap = Loss.NONE;
            if (mended) {
                journal.append(
                        "ledger.recovered",
                        path.toString(),
                        String.format(
                                Locale.ROOT,
                                "the ledger is written again; %,d entries are missing in it",
                                missing));
            }
        }

        private void failed(Throwable failed) {
            var sentence =
                    "the ledger %s cannot be written (%s); make room or move the file aside, ports are leased all the same"
                            .formatted(path, cause(failed));
            boolean news;
            lock.lock();
            try {
                news = problem == null;
                problem = sentence;
                attempted.signalAll();
            } finally {
                lock.unlock();
            }
            if (news) {
                report(sentence);
            }
        }

        private void prune(LedgerFile open) {
            var now = time.instant();
            boolean due = unpruned > config.rows() / 10 || !pruned.plus(PRUNE_EVERY).isAfter(now);
            while (due && idle()) {
                int gone = open.prune(now.minus(config.keep()), config.rows(), PRUNED_AT_ONCE);
                if (gone < PRUNED_AT_ONCE) {
                    pruned = now;
                    unpruned = 0;
                    return;
                }
            }
        }

        /** Whether nothing else is to be done; pruning waits otherwise. */
        private boolean idle() {
            lock.lock();
            try {
                return !closing && waiting.size() < BATCH;
            } finally {
                lock.unlock();
            }
        }

        /** Leaves a file that cannot be written alone for a moment. */
        private void pause() throws InterruptedException {
            lock.lock();
            try {
                long left = RETRY.toNanos();
                while (!closing && left > 0) {
                    left = woken.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        private void shut() {
            var open = file;
            file = null;
            if (open != null) {
                try {
                    open.close();
                } catch (RuntimeException alreadyFailing) {
                    LOG.log(Level.DEBUG, "the ledger did not close well", alreadyFailing);
                }
            }
        }
    }
}

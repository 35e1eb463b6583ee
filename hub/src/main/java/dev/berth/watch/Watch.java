package dev.berth.watch;

import dev.berth.journal.Entry;
import dev.berth.journal.Journal;
import dev.berth.journal.Ledger;
import dev.berth.ports.Authority;
import dev.berth.ports.Census;
import dev.berth.ports.Language;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks every few seconds whether the sockets of the machine are as the leases and the plan have
 * them. What is not is told once, and once more when it is over; of intruders the authority tells.
 *
 * <p>{@code lock} guards {@code closed}; {@code latest} and {@code blind} are written by the
 * watch's own thread alone.
 */
public final class Watch implements AutoCloseable {
    private final Authority authority;
    private final Supplier<Set<String>> running;
    private final WatchConfig config;
    private final Journal journal;
    private final Ledger ledger;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private volatile Reconciliation latest = Reconciliation.NONE;
    private boolean blind;
    private boolean closed;
    private @Nullable Thread thread;

    /** {@code running} names the owners whose services run, and should therefore listen. */
    public Watch(
            Authority authority,
            Supplier<Set<String>> running,
            WatchConfig config,
            Journal journal,
            Ledger ledger,
            InstantSource time) {
        this.authority = authority;
        this.running = running;
        this.config = config;
        this.journal = journal;
        this.ledger = ledger;
        this.time = time;
    }

    /** Begins to look, in a thread of its own, for the first time after one interval. */
    public void start() {
        // A platform thread, because asking the kernel keeps a virtual one's carrier to itself.
        thread = Thread.ofPlatform().daemon().name("berth-watch").start(this::run);
    }

    /** What is not as it should be: whom the authority sees, and what the last look found. */
    public List<Finding> findings() {
        return Stream.concat(
                        authority.intruders().stream().map(Finding::of), latest.findings().stream())
                .toList();
    }

    private void run() {
        try {
            while (!awaitClosing(config.every())) {
                look();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            look(count());
            blind = false;
        } catch (IOException | RuntimeException | LinkageError failed) {
            if (!blind) {
                blind = true;
                journal.append(
                        "watch.blind",
                        "watch",
                        "the sockets of this machine cannot be counted (%s); findings are as of before"
                                .formatted(failed));
            }
        }
    }

    /**
     * Nobody else's ports are counted, so that a busy machine costs little more. Who has the ports
     * is asked once more after that: whoever listens by then has a lease by then.
     */
    private Sight count() throws IOException {
        var concerned = new BitSet(1 << 16);
        authority.leases().forEach(lease -> concerned.set(lease.endpoint().port()));
        authority
                .reservations()
                .forEach(p -> concerned.set(p.ports().first(), p.ports().last() + 1));
        var census = Census.on(concerned::get);
        return new Sight(census, authority.leases(), authority.reservations(), running.get());
    }

    /** Compares one sight; called by one thread at a time. */
    void look(Sight sight) {
        var result = Reconciliation.of(sight, config.unused(), latest);
        latest = result;
        result.appeared().forEach(finding -> tell(finding, finding.kind(), said(finding)));
        result.cleared()
                .forEach(finding ->
                        tell(finding, Entry.Kind.CLEARED, "no longer so: " + said(finding)));
    }

    private static String said(Finding finding) {
        return finding.text(Language.ENGLISH);
    }

    private void tell(Finding finding, Entry.Kind kind, String text) {
        var holder = finding.holder();
        journal.append("watch." + kind.code(), finding.endpoint().toString(), text);
        ledger.append(
                new Entry(
                        time.instant(),
                        kind,
                        finding.endpoint(),
                        finding.owner(),
                        finding.purpose(),
                        holder == null ? "" : holder.describe(),
                        text,
                        ""));
    }

    private boolean awaitClosing(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends it; a look that is under way is waited for, a few seconds at most. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        var watching = thread;
        try {
            if (watching != null) {
                watching.join(Duration.ofSeconds(3));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

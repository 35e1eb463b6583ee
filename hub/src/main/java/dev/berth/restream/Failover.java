package dev.berth.restream;

import dev.berth.media.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The two ingests of one platform: the backup takes over at once when the first fails, and hands
 * back when the first has held a connection for a while. That connection is made beside the one
 * that sends and then used, so that going back costs no more than a publish.
 *
 * <p>Belongs to its output's thread; {@code regained} is passed to it by the thread that looks for
 * the first ingest, which there is one of while the backup is sent to.
 */
final class Failover implements AutoCloseable {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Connects one of the ways. */
    interface Dialler {
        Sink dial(Route way) throws IOException, InterruptedException;
    }

    private final Ways ways;
    private final Duration stable;
    private final Dialler dialler;
    private final AtomicReference<@Nullable Sink> regained = new AtomicReference<>();
    private volatile Route way;
    private volatile @Nullable Thread lookout;

    Failover(Ways ways, Duration stable, Dialler dialler) {
        this.ways = ways;
        this.stable = stable;
        this.dialler = dialler;
        this.way = ways.first();
    }

    /** The way it goes at the moment. */
    Route way() {
        return way;
    }

    boolean onBackup() {
        return !way.equals(ways.first());
    }

    /** Connects the way it goes, or goes on with the first that was regained. */
    Sink open() throws IOException, InterruptedException {
        var back = regained.getAndSet(null);
        if (back != null) {
            way = ways.first();
            return back;
        }
        return dialler.dial(way);
    }

    /**
     * The way it went has failed: the next attempt goes the other. True when that is to be at once,
     * because the backup was not tried yet.
     */
    boolean failed() {
        stopLooking();
        var backup = ways.backup();
        if (backup == null || onBackup()) {
            way = ways.first();
            return false;
        }
        way = backup;
        return true;
    }

    /**
     * It sends by {@code sink}, as long as {@code still}. Where that is the backup, the first is
     * looked for meanwhile, and {@code sink} is closed once it is back.
     */
    void sending(Sink sink, BooleanSupplier still) {
        stopLooking();
        if (onBackup()) {
            lookout = Thread.ofVirtual().name("berth-lookout").start(() -> look(sink, still));
        }
    }

    private void look(Sink backup, BooleanSupplier still) {
        var patience = new Backoff(ThreadLocalRandom.current());
        try {
            while (still.getAsBoolean() && !regain(backup, still)) {
                TimeUnit.NANOSECONDS.sleep(patience.next().toNanos());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean regain(Sink backup, BooleanSupplier still) throws InterruptedException {
        Sink first = null;
        try {
            first = dialler.dial(ways.first());
            if (!holds(first, still)) {
                return false;
            }
            regained.set(first);
            first = null;
            backup.close();
            if (!still.getAsBoolean()) {
                giveUp(); // Nobody may come for it any more.
            }
            return true;
        } catch (IOException | RuntimeException notYet) {
            return false;
        } finally {
            if (first != null) {
                first.close();
            }
        }
    }

    /** Whether a connection lasts as long as it must to be trusted. */
    private boolean holds(Sink first, BooleanSupplier still)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + stable.toNanos();
        for (long left = stable.toNanos(); left > 0; left = until - System.nanoTime()) {
            if (!still.getAsBoolean()) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(left, LOOK_NANOS));
            first.confirm();
        }
        return still.getAsBoolean();
    }

    /** Begins with the first again. */
    void forget() {
        close();
        way = ways.first();
    }

    private void stopLooking() {
        var looking = lookout;
        if (looking != null) {
            looking.interrupt();
            lookout = null;
        }
    }

    /** Nothing is sent any more. */
    @Override
    public void close() {
        stopLooking();
        giveUp();
    }

    private void giveUp() {
        var back = regained.getAndSet(null);
        if (back != null) {
            back.close();
        }
    }
}

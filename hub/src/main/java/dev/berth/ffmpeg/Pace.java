package dev.berth.ffmpeg;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets media go at the pace of its time stamps, counted from the first: lateness is made up for, so
 * there is no drift. {@code lock} guards every field.
 */
final class Pace {
    /** A machine that slept, or a disk that hung: nobody wants this much at once. */
    private static final long TOO_LATE = TimeUnit.SECONDS.toNanos(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    /** When time stamp 0 was due, in {@link System#nanoTime()}. */
    private @Nullable Long zero;

    private boolean over;
    private final boolean waits;

    /** One that is not to wait lets everything go at once: the source has a pace of its own. */
    Pace(boolean waits) {
        this.waits = waits;
    }

    /**
     * Waits until what is dated {@code millis} is due. Returns false at once when the pace is or
     * gets stopped.
     */
    boolean await(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = left(millis, System.nanoTime());
            while (!over && left > 0) {
                left = ended.awaitNanos(left);
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long it is from {@code now} until what is dated {@code millis} is due, in nanoseconds;
     * not above zero when it is already. What comes far too late is due now, and what follows is
     * counted from there.
     */
    long left(long millis, long now) {
        lock.lock();
        try {
            long stamp = TimeUnit.MILLISECONDS.toNanos(millis);
            if (zero == null || zero + stamp - now < -TOO_LATE) {
                zero = now - stamp;
            }
            return waits ? zero + stamp - now : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody stopped it. */
    boolean goesOn() {
        lock.lock();
        try {
            return !over;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every wait, and all that would follow. */
    void stop() {
        lock.lock();
        try {
            over = true;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

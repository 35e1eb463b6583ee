package dev.berth.journal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happened lately. Keeps the newest thousand events in memory, so that somebody who was away
 * for a moment, or is slow, misses nothing.
 *
 * <p>{@code lock} guards the events and their numbers.
 */
public final class Journal {
    private static final int KEPT = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition appended = lock.newCondition();
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final InstantSource time;
    private long last;

    public Journal(InstantSource time) {
        this.time = time;
    }

    /** Writes an event down. */
    public void append(String kind, String subject, String text) {
        lock.lock();
        try {
            events.add(new Event(++last, time.instant(), kind, subject, text));
            if (events.size() > KEPT) {
                events.removeFirst();
            }
            appended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The number of the newest event; 0 before the first. */
    public long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The kept events with a number above {@code id}, oldest first. Waits for one, but no longer
     * than {@code patience}; none came then.
     */
    public List<Event> after(long id, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (last <= id && left > 0) {
                left = appended.awaitNanos(left);
            }
            return events.stream().filter(event -> event.id() > id).toList();
        } finally {
            lock.unlock();
        }
    }
}

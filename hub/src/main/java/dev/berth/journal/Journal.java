package dev.berth.journal;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What happened lately. Keeps the newest thousand events in memory, so that somebody who was away
 * for a moment misses nothing, and hands every new one to whoever follows.
 *
 * <p>{@code lock} guards the events and their numbers.
 */
public final class Journal {
    private static final int KEPT = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final List<Consumer<Event>> followers = new CopyOnWriteArrayList<>();
    private final InstantSource time;
    private long last;

    public Journal(InstantSource time) {
        this.time = time;
    }

    /** Writes an event down. Followers are called on this thread, and must not block it. */
    public void append(String kind, String subject, String text) {
        var event = keep(kind, subject, text);
        followers.forEach(follower -> follower.accept(event));
    }

    private Event keep(String kind, String subject, String text) {
        lock.lock();
        try {
            var event = new Event(++last, time.instant(), kind, subject, text);
            events.add(event);
            if (events.size() > KEPT) {
                events.removeFirst();
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** The kept events with a number above {@code id}, oldest first. */
    public List<Event> after(long id) {
        lock.lock();
        try {
            return events.stream().filter(event -> event.id() > id).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Hands every new event to {@code follower}, until the returned handle is run. */
    public Runnable follow(Consumer<Event> follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }
}

package dev.berth.restream;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What an output is to do: what its schedule says, or what its owner has said since that last
 * changed.
 *
 * <p>{@code lock} guards every field.
 */
final class Orders {
    private final Schedule schedule;
    private final boolean standby;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Order planned;
    private @Nullable Order word;
    private boolean over;

    Orders(Schedule schedule, boolean standby, Instant now) {
        this.schedule = schedule;
        this.standby = standby;
        this.planned = plan(now);
    }

    private Order plan(Instant now) {
        if (schedule.on(now)) {
            return standby && schedule.equals(Schedule.ALWAYS) ? Order.STANDBY : Order.START;
        }
        return standby ? Order.STANDBY : Order.STOP;
    }

    /** Whether what it is to do has changed, because its schedule says something else by now. */
    boolean look(Instant now) {
        lock.lock();
        try {
            var before = order();
            var next = plan(now);
            if (next != planned) {
                planned = next;
                word = null;
                changed.signalAll();
            }
            return order() != before;
        } finally {
            lock.unlock();
        }
    }

    /** Its owner's word, which holds until the schedule next changes. */
    void say(Order order) {
        lock.lock();
        try {
            word = order;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every wait: there is nothing left to do. */
    void end() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Order order() {
        lock.lock();
        try {
            return word == null ? planned : word;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it stands still by its owner's word, rather than because it is not its time. */
    boolean told() {
        lock.lock();
        try {
            return word != null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is to do something else than {@code known}, or {@code patience} is over. */
    void await(Order known, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!over && order() == known && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}

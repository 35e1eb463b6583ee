package dev.berth.rtmp;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a connection is read that media comes over: as it comes, or in rounds with a rest between
 * them where it may wait, because to be woken for each frame costs more than to read it. Belongs to
 * the connection's event loop.
 *
 * <p>A rest ends with a look at the socket, and the next one follows at once. Only when nothing has
 * come is the channel told to read again.
 */
final class ReadingRounds {
    /** What is read. */
    interface Subject {
        /** How long what comes next may wait to be read, in nanoseconds. */
        long patience();

        /** All that had come was handed over; nothing is read for {@code time} nanoseconds. */
        void rest(long time);

        /** Bytes read so far. */
        long bytesRead();

        /** How many bytes the kernel has room for, as far as is known, while nothing is read. */
        long room();

        /**
         * Reads what the socket has, unless it is the channel's to do so; says whether there was
         * anything.
         */
        boolean look();
    }

    /** Commands wait too, and so does what the kernel has no room for. */
    private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(150);

    /**
     * How long a round lasts. A sender that follows Nagle's algorithm (RFC 896) sends what it has
     * gathered when it is told that the last of it was read.
     */
    private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(2);

    /** There is room for so much, and whoever sends less in a round is not asked about. */
    private static final int ROOM = 64 << 10;

    /**
     * For so long whoever sent half of what there is room for is not left alone: it may have had
     * more to send.
     */
    private static final long BUSY = TimeUnit.MILLISECONDS.toNanos(100);

    /** Rounds of which at least one is looked at twice. */
    private static final int SELDOM = 16;

    private final Channel channel;
    private final Subject subject;
    private final SecondLooks secondLooks = new SecondLooks();

    // Made once: the first compiler is slow at making those that capture something.
    private final Runnable lookBack = whileOpen(this::lookBack);
    private final Runnable look = whileOpen(this::look);
    private final Runnable lookAgain = whileOpen(this::lookAgain);

    private boolean resting;
    private @Nullable Future<?> round;
    private long readBefore;
    private long readFirst;
    private long busyAt = System.nanoTime() - BUSY;

    ReadingRounds(Channel channel, Subject subject) {
        this.channel = channel;
        this.subject = subject;
    }

    /**
     * Whether a second look at the socket, after the others have had time to answer, finds more.
     */
    private static final class SecondLooks {
        private int worth = SELDOM;
        private int skipped;

        boolean worthIt() {
            skipped = worth > SELDOM / 3 ? SELDOM : skipped + 1;
            return skipped >= SELDOM;
        }

        void found(boolean something) {
            skipped = 0;
            worth += ((something ? SELDOM : 0) - worth) / 2;
        }
    }

    /** Whether the channel is not to read. */
    boolean resting() {
        return resting;
    }

    /** The channel has read. */
    void read() {
        if (resting || round != null) {
            return;
        }
        if (patience() <= 0) {
            subject.rest(0);
        } else if (secondLooks.worthIt()) {
            readFirst = subject.bytesRead();
            round = after(ROUND, lookBack);
        } else {
            endRound();
        }
    }

    /** The channel went on reading. */
    private void lookBack() {
        secondLooks.found(subject.bytesRead() > readFirst);
        endRound();
    }

    private long patience() {
        return busy() ? 0 : Math.min(LONGEST_REST, subject.patience());
    }

    private boolean busy() {
        long now = System.nanoTime();
        long read = subject.bytesRead();
        long fresh = read - readBefore;
        if (fresh >= ROOM && fresh >= subject.room() / 2) {
            busyAt = now;
            readBefore = read;
        }
        return now - busyAt < BUSY;
    }

    private void endRound() {
        round = null;
        long rest = patience();
        readBefore = subject.bytesRead();
        subject.rest(rest);
        if (rest > 0) {
            resting = true;
            channel.config().setAutoRead(false);
            after(rest, look);
        } else {
            stopResting();
        }
    }

    private void look() {
        if (!channel.isWritable() || !subject.look()) {
            stopResting();
        } else if (secondLooks.worthIt()) {
            round = after(ROUND, lookAgain);
        } else {
            endRound();
        }
    }

    private void lookAgain() {
        secondLooks.found(subject.look());
        endRound();
    }

    private void stopResting() {
        resting = false;
        channel.config().setAutoRead(channel.isWritable());
    }

    private Future<?> after(long nanos, Runnable task) {
        return channel.eventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private Runnable whileOpen(Runnable task) {
        return () -> {
            if (channel.isOpen()) {
                orFail(task);
            }
        };
    }

    /** What breaks in a timer would be heard by nobody, and the connection read by nobody. */
    private void orFail(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error broken) {
            channel.pipeline().fireExceptionCaught(broken);
        }
    }
}

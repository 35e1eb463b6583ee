package dev.berth.media;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When a batch of a tape has waited enough. Each system call to a reader costs about the same,
 * whether it carries one frame or ten, so frames wait for one another: on average for as long as
 * the stream's delay says, and hardly longer than twice that, sound for a picture apart.
 *
 * <ul>
 *   <li>With few readers there is little to save: a batch waits two milliseconds for each of them,
 *       so that they cost five hundred calls a second together until the limit is reached.
 *   <li>A batch goes as soon as a picture is in it of which the successor would come too late for
 *       its first one: waiting on would delay that picture and save no call. Where there are no
 *       pictures, the same goes for sound.
 *   <li>Pictures that are further apart than the delay are mostly sent at once: one of three waits
 *       for the next.
 *   <li>Sound that waits for a picture may do so twice as long: it comes soon, and takes the sound
 *       along. Where pictures are further apart than a batch may be open, or none has come for so
 *       long, sound does not wait for them.
 * </ul>
 *
 * <p>Times are in nanoseconds, {@code now} as {@link System#nanoTime()} has it. The stream's lock
 * guards it.
 */
final class Cadence {
    private static final long NANOS_A_READER = 2_000_000;

    /** What time stamps in milliseconds add up to, in rounding. */
    private static final long ROUNDING = 2_000_000;

    /** Beats that are sent at once for one that waits longer than the delay. */
    private static final int PROMPT = 2;

    private final long limit;
    private final Rhythm rhythm = new Rhythm();
    private int prompt;

    // Of the open batch, and of the first beat in it.
    private boolean open;
    private boolean beating;
    private long unreadSince;
    private long openedAt;
    private long beatAt;
    private long beatTime;

    Cadence(Duration delay) {
        limit = 2 * delay.toNanos();
    }

    /** How long what is in a batch may wait; 0 sends every frame at once. */
    long patience(int readers) {
        return readers == 0 ? limit : Math.min(limit, readers * NANOS_A_READER);
    }

    /** A batch is opened by a frame that came at {@code earliest} or later, and is read now. */
    void opens(Frame frame, long earliest, long now) {
        open = true;
        beating = false;
        unreadSince = earliest;
        openedAt = rhythm.arrival(frame.time(), earliest, now);
    }

    /** The open batch was sent. */
    void sent() {
        open = false;
        beating = false;
    }

    /** Whether the open batch should go, now that it has this frame. */
    boolean completes(Frame frame, long now, int readers) {
        if (!rhythm.takes(frame)) {
            return patience(readers) == 0;
        }
        if (!beating) {
            beating = true;
            beatAt = rhythm.arrival(frame.time(), unreadSince, now);
            beatTime = frame.time();
        }
        boolean complete = beatsToCome(readers) == 0;
        prompt = complete ? prompt + 1 : 0;
        rhythm.read(now, complete);
        return complete;
    }

    /** How many more beats are waited for, by the open batch or the next one. */
    private long beatsToCome(int readers) {
        long patience = patience(readers);
        long interval = rhythm.interval();
        if (patience == 0) {
            return 0;
        }
        if (interval <= 0) {
            return 1;
        }
        boolean worth = interval <= limit / 2 || prompt >= PROMPT;
        return worth ? Math.max(0, (patience + ROUNDING - held()) / interval) : 0;
    }

    /** How far the last beat is after the first one of the open batch. */
    private long held() {
        return beating ? TimeUnit.MILLISECONDS.toNanos(rhythm.lastTime() - beatTime) : 0;
    }

    /**
     * How long the open batch may wait on: 0 or less when it has waited enough, {@link
     * Long#MAX_VALUE} when there is none. A picture is waited for a quarter longer than it should
     * take.
     */
    long left(long now, int readers) {
        if (!open) {
            return Long.MAX_VALUE;
        }
        long patience = patience(readers);
        long age = now - openedAt;
        return beating
                ? Math.min(2 * patience - age, patience * 5 / 4 - (now - beatAt))
                : untilPicture(patience) - age;
    }

    /** How long sound may wait. */
    private long untilPicture(long patience) {
        return rhythm.pictureWithin(patience) ? 2 * patience : patience;
    }

    /**
     * How long what comes next may be left unread: until the picture is due with which the open
     * batch goes, or the next one. Where none is to be expected, as long as a batch may be open.
     */
    long rest(long now, int readers) {
        long patience = patience(readers);
        if (rhythm.interval() <= 0) {
            return patience;
        }
        long beats = beatsToCome(readers);
        long due = rhythm.until(beating ? Math.max(1, beats) : 1 + beats, now);
        return due < -patience ? patience : Math.min(due, untilPicture(patience));
    }
}

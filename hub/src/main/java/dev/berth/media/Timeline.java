package dev.berth.media;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries a publisher's clock over to the stream's: 32-bit wraps are undone, a publisher that comes
 * back starts where the last one ended plus the time in between, and a leap becomes a step of one
 * frame. Small differences between the tracks stay exactly as they are. Guarded by the stream's
 * lock.
 */
final class Timeline {
    /**
     * A frame this much ahead of the one before, or behind it, is no frame time but another clock.
     * In milliseconds.
     */
    private static final long LEAP_AHEAD = 30_000;

    private static final long LEAP_BACK = 3_000;

    /** The frames of one track may be out of order by this; by more, the clock was set back. */
    private static final long DISORDER = 500;

    private static final long ONE_FRAME = 33;

    /** The newest frame of each track. */
    private final Map<Integer, Long> newestOfTrack = new HashMap<>();

    private boolean started;
    private int lastRaw;
    private long last;
    private long newest;
    private long resumeAt = -1;
    private @Nullable Stray stray;

    /** A frame by another clock than the stream's, the first of its kind, and the time it got. */
    private record Stray(int track, int raw, long time) {}

    /**
     * The stream's time of a frame that its publisher dates {@link Frame#time}, of which only the
     * low 32 bits count. What belongs beside the media may be dated as it likes, often with 0, and
     * does not set the clock.
     */
    long map(Frame frame) {
        int now = (int) frame.time();
        boolean media = media(frame);
        if (started && !media && (resumeAt >= 0 || leaps(now - lastRaw))) {
            return Math.max(newest, resumeAt);
        }
        if (started && strays(frame, now)) {
            return newest + ONE_FRAME;
        }
        long time = started ? next(frame, now) : frame.time() & 0xffff_ffffL;
        started = true;
        lastRaw = now;
        last = time;
        newest = Math.max(newest, time);
        if (media) {
            newestOfTrack.merge(track(frame), time, Math::max);
        }
        return time;
    }

    private static boolean media(Frame frame) {
        return switch (frame.role()) {
            case CONFIG, OPAQUE -> false;
            case KEY, DELTA, DISPOSABLE -> frame.kind() != Kind.DATA;
        };
    }

    private static int track(Frame frame) {
        return 2 * frame.track() + (frame.kind() == Kind.VIDEO ? 1 : 0);
    }

    /**
     * Whether a frame is the only one yet that is dated a little back. It may be a late one; a
     * second one says that the clock was set back, and by how much the first one says.
     */
    private boolean strays(Frame frame, int now) {
        int step = now - lastRaw;
        if (resumeAt >= 0 || !media(frame) || leaps(step)) {
            return false;
        }
        var first = stray;
        if (!isSetBack(frame, last + step)) {
            stray = first != null && first.track() == track(frame) ? null : first;
            return false;
        }
        if (first == null || leaps(now - first.raw())) {
            stray = new Stray(track(frame), now, newest + ONE_FRAME);
            return true;
        }
        follow(first);
        return false;
    }

    private void follow(Stray first) {
        lastRaw = first.raw();
        last = first.time();
        stray = null;
    }

    private long next(Frame frame, int now) {
        if (resumeAt >= 0) {
            long time = resumeAt;
            resumeAt = -1;
            return time;
        }
        int step = now - lastRaw; // right across the wrap at 2^32, because an int wraps as well
        if (leaps(step) || isSetBack(frame, last + step)) {
            return newest + ONE_FRAME;
        }
        return Math.max(0, last + step);
    }

    private static boolean leaps(int step) {
        return step > LEAP_AHEAD || step < -LEAP_BACK;
    }

    private boolean isSetBack(Frame frame, long time) {
        return media(frame) && time < newestOfTrack.getOrDefault(track(frame), 0L) - DISORDER;
    }

    /** A new publisher comes, {@code gap} milliseconds after the last frame of the old one. */
    void resume(long gap) {
        if (started) {
            resumeAt = newest + Math.max(ONE_FRAME, gap);
            stray = null;
        }
    }
}

package dev.berth.restream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an output: the last two minutes by the second, and three hours by the
 * minute.
 *
 * <p>{@code lock} guards every field.
 */
public final class History {
    private static final int SECONDS = 120;
    private static final int MINUTES = 180;

    /** What the score is made of, in samples; less than {@code LEAST} says nothing yet. */
    private static final int WINDOW = 60;

    private static final int LEAST = 10;

    /** How many samples a new grade must last to be told. */
    private static final int SETTLED = 5;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Sample> seconds = new ArrayDeque<>();
    private final ArrayDeque<Minute> minutes = new ArrayDeque<>();
    private @Nullable Minute minute;
    private @Nullable Stability stability;
    private Stability.Grade told = Stability.Grade.GOOD;
    private int unsettled;

    /** Nothing has happened yet. */
    History() {}

    /**
     * A minute in short.
     *
     * @param at when it began
     * @param samples how many seconds of it were seen
     * @param away of those, seconds in which it should have sent and could not
     * @param bitsPerSecond on the average
     * @param delayMillis at worst
     * @param rttMillis at worst
     * @param droppedFrames in this minute
     * @param reconnects in this minute
     * @param score at worst; null when there was none
     */
    public record Minute(
            Instant at,
            int samples,
            int away,
            long bitsPerSecond,
            long delayMillis,
            double rttMillis,
            long droppedFrames,
            long reconnects,
            @Nullable Integer score) {
        private static Minute at(Instant at) {
            return new Minute(at, 0, 0, 0, 0, 0, 0, 0, null);
        }

        private Minute with(Sample sample, Sample before, @Nullable Stability now) {
            boolean waits = sample.state().atRest() || sample.state() == OutputState.LIVE;
            return new Minute(
                    at,
                    samples + 1,
                    away + (waits ? 0 : 1),
                    (bitsPerSecond * samples + sample.bitsPerSecond()) / (samples + 1),
                    Math.max(delayMillis, sample.delayMillis()),
                    Math.max(rttMillis, sample.rttMillis()),
                    droppedFrames + Sample.grown(before.droppedFrames(), sample.droppedFrames()),
                    reconnects + Sample.grown(before.reconnects(), sample.reconnects()),
                    now == null ? score : worse(score, now.score()));
        }

        private static Integer worse(@Nullable Integer one, int other) {
            return one == null ? other : Math.min(one, other);
        }
    }

    /** Both, the oldest first. */
    public record Past(List<Sample> seconds, List<Minute> minutes) {}

    /** Takes a sample down; the stability when its grade has changed for good. */
    Optional<Stability> add(Sample sample) {
        lock.lock();
        try {
            var before = seconds.isEmpty() ? sample : seconds.getLast();
            seconds.add(sample);
            if (seconds.size() > SECONDS) {
                seconds.removeFirst();
            }
            var now = judge();
            stability = now;
            count(sample, before, now);
            return Optional.ofNullable(now).filter(this::settles);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Stability judge() {
        var window = seconds.stream().skip(Math.max(0, seconds.size() - WINDOW)).toList();
        long busy = window.stream().filter(sample -> !sample.state().atRest()).count();
        return busy < LEAST ? null : Stability.of(window);
    }

    private void count(Sample sample, Sample before, @Nullable Stability now) {
        var begin = sample.at().truncatedTo(ChronoUnit.MINUTES);
        var current = minute;
        if (current == null || !current.at.equals(begin)) {
            if (current != null) {
                minutes.add(current);
            }
            if (minutes.size() > MINUTES) {
                minutes.removeFirst();
            }
            current = Minute.at(begin);
        }
        minute = current.with(sample, before, now);
    }

    private boolean settles(Stability now) {
        unsettled = now.grade() == told ? 0 : unsettled + 1;
        if (unsettled < SETTLED) {
            return false;
        }
        unsettled = 0;
        told = now.grade();
        return true;
    }

    /** The newest; null when there is too little to say. */
    @Nullable Stability stability() {
        lock.lock();
        try {
            return stability;
        } finally {
            lock.unlock();
        }
    }

    Past past() {
        lock.lock();
        try {
            var all = new java.util.ArrayList<>(minutes);
            if (minute != null) {
                all.add(minute);
            }
            return new Past(List.copyOf(seconds), List.copyOf(all));
        } finally {
            lock.unlock();
        }
    }
}

package dev.berth.segments;

import dev.berth.codec.mp4.Mp4Track;
import dev.berth.codec.mp4.Mp4Track.Picture;
import dev.berth.codec.mp4.Mp4Track.Sound;

/**
 * Turns a stream's milliseconds into the ticks of one track, each later than the one before.
 *
 * <p>Frames of sound last 21 1/3 ms, say, and come dated 0, 21, 43, 64: rounded. As long as they
 * come about when they should, each begins where the one before ended, to the sample. Since the
 * date decides whether they do, an error can never add up.
 *
 * <p>Owned by its segmenter.
 */
final class TrackClock {
    /** Sound that is later or earlier than this is so on purpose. In milliseconds. */
    private static final long SLACK = 12;

    private final long timescale;
    private final long frame;
    private final long slack;
    private long last = -1;

    /** What the last step was, and the next one probably is. */
    private long step;

    TrackClock(Mp4Track track) {
        timescale = track.timescale();
        frame =
                switch (track.form()) {
                    case Picture _ -> 0;
                    case Sound sound -> sound.frame();
                };
        slack = Math.min(frame / 2, SLACK * timescale / 1_000);
        step = frame > 0 ? frame : timescale / 25;
    }

    /**
     * @param millis since the segmenter's first frame
     */
    long tick(long millis) {
        long dated = Math.floorDiv(millis * timescale, 1_000L);
        boolean inStep = last >= 0 && frame > 0 && Math.abs(last + frame - dated) <= slack;
        long tick = inStep ? last + frame : Math.max(dated, last + 1);
        step = last >= 0 ? tick - last : step;
        last = tick;
        return tick;
    }

    /** How long the newest frame lasts if nothing comes after it, in ticks. */
    long step() {
        return step;
    }

    /** The place of a tick on the time line of all tracks, in nanoseconds. */
    long nanos(long tick) {
        long seconds = tick / timescale;
        return seconds * 1_000_000_000 + tick % timescale * 1_000_000_000 / timescale;
    }
}

package dev.berth.ffmpeg;

import java.util.concurrent.atomic.LongAdder;

/** What all recodings came to since the start, those that are over included. Any thread counts. */
final class RecodingTally {
    private final LongAdder lostFrames = new LongAdder();
    private final LongAdder failures = new LongAdder();

    void lost() {
        lostFrames.increment();
    }

    void failed() {
        failures.increment();
    }

    long lostFrames() {
        return lostFrames.sum();
    }

    long failures() {
        return failures.sum();
    }
}

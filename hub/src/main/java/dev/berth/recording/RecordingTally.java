package dev.berth.recording;

import java.util.concurrent.atomic.LongAdder;

/** What all recordings came to since the start, deleted ones included. Any thread counts. */
final class RecordingTally {
    private final LongAdder bytes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    void wrote(long more) {
        bytes.add(more);
    }

    void failed() {
        failures.increment();
    }

    long bytes() {
        return bytes.sum();
    }

    long failures() {
        return failures.sum();
    }
}

package dev.berth.ports;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Takes the time of answers. Any thread may, and none waits for another. */
final class Stopwatch {
    private final LongAdder answers = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    /** Does what costs time, and counts it unless it fails. */
    <T> T time(Supplier<T> work) {
        long began = System.nanoTime();
        T done = work.get();
        nanos.add(System.nanoTime() - began);
        answers.increment();
        return done;
    }

    Pace pace() {
        return new Pace(answers.sum(), Duration.ofNanos(nanos.sum()));
    }
}

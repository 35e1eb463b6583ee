package dev.berth.rtmp;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must come true, and says what did not. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_EVERY = 5_000_000;

    private Await() {}

    /** Waits until {@code condition} holds; {@code what} is the rest of "waited in vain until". */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** The same, with a sentence that is made when it is needed. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain until " + what.get());
            }
            LockSupport.parkNanos(LOOK_EVERY);
        }
    }
}

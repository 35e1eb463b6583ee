package dev.berth.cli;

import java.util.function.IntSupplier;

/**
 * What Ctrl-C and a polite kill do: clean up, then end with an exit code of our own rather than the
 * signal's.
 */
final class Ending {
    private Ending() {}

    /** Has {@code cleanUp} run when the process is asked to end; it returns the exit code. */
    static Thread onSignal(IntSupplier cleanUp) {
        var hook = new Thread(() -> Runtime.getRuntime().halt(cleanUp.getAsInt()), "berth-ending");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    /** The process ends by itself after all. */
    static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // Too late: the hook runs, and halts.
        }
    }
}

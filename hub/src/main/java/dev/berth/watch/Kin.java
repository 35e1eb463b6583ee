package dev.berth.watch;

/** Tells this process and those it started, and theirs, from strangers. */
final class Kin {
    private static final int GENERATIONS = 16;

    private Kin() {}

    static boolean has(long pid) {
        long self = ProcessHandle.current().pid();
        var process = ProcessHandle.of(pid);
        for (int i = 0; i < GENERATIONS && process.isPresent(); i++) {
            if (process.get().pid() == self) {
                return true;
            }
            process = process.get().parent();
        }
        return false;
    }
}

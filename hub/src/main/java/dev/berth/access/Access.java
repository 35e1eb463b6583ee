package dev.berth.access;

import java.util.function.Consumer;

/** Decides who may publish and play. */
public final class Access {
    /** Lets everybody do everything. */
    public static Access open() {
        return new Access();
    }

    private Access() {}

    /**
     * Asks for a visitor. Never blocks.
     *
     * @param answer called exactly once: at once and on this thread, or later and on another one
     */
    public void ask(Visit visit, Consumer<Answer> answer) {
        answer.accept(new Answer.Admitted(Pass.FREE));
    }
}

package dev.berth.ports;

import java.io.IOException;

/** A claim was refused. The message is {@link Refusal#explain()}. */
public final class PortRefused extends IOException {
    private final transient Refusal refusal;

    PortRefused(Refusal refusal) {
        super(refusal.explain());
        this.refusal = refusal;
    }

    /** Why, and what can be done. */
    public Refusal refusal() {
        return refusal;
    }
}

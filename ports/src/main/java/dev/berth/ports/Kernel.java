package dev.berth.ports;

import java.io.IOException;

/** Asks the kernel for ports, and when it says no, for its reason. Any thread may ask. */
final class Kernel {
    /** How often a bind is made whose fault is gone by the time its reason is asked for. */
    private static final int TRIES = 3;

    private final Binder binder;

    Kernel(Binder binder) {
        this.binder = binder;
    }

    /**
     * Loads what opens files when it is loaded, as native libraries do: a process that has no file
     * descriptor left must still be able to say so.
     */
    void rehearse() {
        try {
            Fault.asksKernel();
            Binder.openStream(Endpoint.tcp(1)).close();
            Binder.openServer(Endpoint.tcp(1)).close();
        } catch (IOException alreadyWithout) {
            // The first claim will say so.
        }
    }

    /**
     * Binds a socket that keeps {@code endpoint} as firmly as {@code wanted} says, if it can be
     * done.
     */
    Mooring moor(Endpoint endpoint, Grade wanted) throws Unbindable {
        return wanted == Grade.HELD ? bind(endpoint, binder::hold) : bind(endpoint, binder::guard);
    }

    /** Binds a socket and closes it again. */
    void prove(Endpoint endpoint) throws Unbindable {
        bind(endpoint, binder::prove).close();
    }

    private static Mooring bind(Endpoint endpoint, Step step) throws Unbindable {
        for (int i = 0; i < TRIES; i++) {
            Fault fault;
            try {
                return step.on(endpoint);
            } catch (IOException failure) {
                fault = Fault.of(endpoint, failure);
            } catch (UnsupportedOperationException noSuchFamily) {
                fault = Fault.UNSUPPORTED;
            }
            if (fault != Fault.PASSED) {
                throw new Unbindable(fault);
            }
        }
        throw new Unbindable(Fault.IN_USE); // by somebody who comes and goes
    }

    /** One of the things a {@link Binder} does. */
    @FunctionalInterface
    private interface Step {
        Mooring on(Endpoint endpoint) throws IOException;
    }
}

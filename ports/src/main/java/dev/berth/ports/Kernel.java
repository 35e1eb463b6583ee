package dev.berth.ports;

import static java.net.StandardSocketOptions.SO_REUSEADDR;

import java.io.IOException;
import java.nio.channels.DatagramChannel;

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

    /** Binds a socket that keeps {@code endpoint} as {@code claim} wants it kept. */
    Mooring moor(Endpoint endpoint, Claim claim) throws Unbindable {
        return claim.conditions().shared()
                ? bind(endpoint, Kernel::besideOthers)
                : moor(endpoint, claim.grade());
    }

    /** Receives with {@code SO_REUSEADDR}, as everybody else there has to. */
    private static Mooring besideOthers(Endpoint endpoint) throws IOException {
        var family = Binder.family(endpoint);
        var channel = family == null ? DatagramChannel.open() : DatagramChannel.open(family);
        return new Mooring(
                Grade.HELD,
                Binder.bound(
                        channel,
                        c -> c.setOption(SO_REUSEADDR, true).bind(endpoint.socketAddress())));
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

package dev.berth.ports;

import java.io.IOException;

/** Binds with nothing but what every JDK has. A guard cannot be kept; it is proved and dropped. */
final class PlainBinder implements Binder {
    @Override
    public Mooring hold(Endpoint endpoint) throws IOException {
        return switch (endpoint.transport()) {
            case TCP -> new Mooring(Grade.HELD, Binder.listen(endpoint));
            case UDP -> new Mooring(Grade.HELD, Binder.receive(endpoint));
        };
    }

    @Override
    public Mooring guard(Endpoint endpoint) throws IOException {
        return prove(endpoint);
    }

    @Override
    public Mooring prove(Endpoint endpoint) throws IOException {
        hold(endpoint).close();
        return Mooring.NONE;
    }
}

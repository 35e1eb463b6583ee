package dev.berth.ports;

/**
 * What was written is not an endpoint, a port or a range of ports. The message says what would be.
 */
public final class BadEndpoint extends IllegalArgumentException {
    BadEndpoint(String message) {
        super(message);
    }
}

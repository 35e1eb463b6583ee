package dev.berth.ports;

import java.net.BindException;

/** The kernel let us bind, and yet the port is somebody else's. */
final class Taken extends BindException {
    Taken(String message) {
        super(message);
    }
}

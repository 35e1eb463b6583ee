package dev.berth.ports;

/** The kernel refused a bind, and this is its reason. Stays inside the room. */
final class Unbindable extends Exception {
    final Fault fault;

    Unbindable(Fault fault) {
        super(fault.name(), null, false, false);
        this.fault = fault;
    }
}

package dev.berth.restream;

/** What an owner can tell an output to do. */
public enum Order {
    /** Send. */
    START,
    /** Connect, and send nothing until told to. */
    STANDBY,
    /** Have no connection. */
    STOP
}

package dev.berth.ports;

/** Which ports will do. */
public enum Policy {
    /** This port and no other. */
    STRICT,
    /** This port if it can be had, else the next one above it that can. */
    NEXT,
    /** Any port of a range; the search begins anywhere in it and ends when every port was tried. */
    POOL
}

package dev.berth.ports;

import java.util.Locale;

/** The two port spaces of an address. TCP 5000 and UDP 5000 have nothing to do with each other. */
public enum Transport {
    TCP,
    UDP;

    /** {@code tcp} or {@code udp}, as endpoints are written. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.berth.plan;

import java.util.Locale;

/** The kinds of things that planned ports run into. The names are stable: machines read them. */
public enum Hazard {
    /** The system gives the port to any program that connects out or binds port 0. */
    EPHEMERAL_RANGE,
    /** Kubernetes gives the port to services of type NodePort. */
    NODE_PORT,
    /** Windows keeps the port from every program. */
    OS_EXCLUDED,
    /** Binding the port needs a privilege. */
    PRIVILEGED,
    /** Browsers refuse to connect to the port. */
    BROWSER_BLOCKED,
    /** macOS' AirPlay Receiver listens there. */
    AIRPLAY_RECEIVER,
    /** The port is the default of many programs in development. */
    DEVELOPERS_DEFAULT,
    /** Another program is known to use the port. */
    KNOWN_NEIGHBOUR,
    /** The configuration of a program on this machine names the port. */
    DECLARED,
    /** The configuration keeps planned ports off it. */
    PROTECTED,
    /** Two bookings have it. */
    CLASH;

    /** {@code node-port}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

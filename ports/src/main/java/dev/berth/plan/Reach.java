package dev.berth.plan;

/** Who connects to a port, and with that whether a firewall has to let them through. */
public enum Reach {
    /** Programs of this machine only: no firewall opens it. */
    INTERNAL,
    /** Others, by programs of their own. */
    OPEN,
    /** Others, and browsers among them, which refuse some ports (WHATWG Fetch, "bad port"). */
    BROWSER
}

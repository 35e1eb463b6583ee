package dev.berth.ports;

/** What comes of a bind while another socket is there. */
sealed interface Conflict {
    /** Nothing: the two have no packet in common. */
    record None() implements Conflict {}

    /** The bind goes well, and both have the endpoint. */
    record Shared(Rule by) implements Conflict {}

    /**
     * The asker is kept off.
     *
     * @param code what the system says: an errno, or Winsock's number; 0 where the bind goes well
     *     and what arrives would yet be the holder's
     */
    record Refused(Rule by, int code) implements Conflict {}

    /** There is only one of its kind. */
    Conflict NONE = new None();
}

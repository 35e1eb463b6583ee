package dev.berth.access;

/** What a visitor is told. */
public sealed interface Answer {
    /** Come in; close the pass when you leave. */
    record Admitted(Pass pass) implements Answer {}

    /**
     * Stay out.
     *
     * @param sentence names the thing, what was found and the way out, and no secret
     */
    record Denied(Denial why, String sentence) implements Answer {}

    /** Why somebody is not let in. */
    enum Denial {
        /** No token, or one that nobody here gave out, or one that has expired: HTTP 401. */
        UNAUTHORIZED,
        /** Not from that address, or the webhook said no: HTTP 403. */
        FORBIDDEN,
        /** There are as many as there may be: HTTP 503. */
        FULL
    }
}

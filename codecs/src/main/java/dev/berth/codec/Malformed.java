package dev.berth.codec;

/**
 * The bytes are not what the protocol allows, or pass a limit of ours. The connection cannot go on.
 */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    /** Says which field was read, what was found and what is allowed. */
    public Malformed(String message) {
        super(message);
    }
}

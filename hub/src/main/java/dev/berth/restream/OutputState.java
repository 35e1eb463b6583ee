package dev.berth.restream;

import java.util.Locale;

/** What an output is doing. */
public enum OutputState {
    /** Its stream is not published. */
    WAITING_FOR_SOURCE,
    /** It listens, and nobody has come. */
    WAITING_FOR_CLIENT,
    CONNECTING,
    LIVE,
    /** The other side takes nothing at the moment. */
    STALLED,
    /** Something failed; it tries again in a while. */
    BACKING_OFF,
    /** Its source has come to its end. */
    ENDED;

    /** In words, such as {@code waiting for a client}. */
    @Override
    public String toString() {
        return switch (this) {
            case WAITING_FOR_SOURCE -> "waiting for its source";
            case WAITING_FOR_CLIENT -> "waiting for a client";
            default -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}

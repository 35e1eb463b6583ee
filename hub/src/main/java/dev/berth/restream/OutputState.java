package dev.berth.restream;

import java.util.Locale;

/** What an output is doing. */
public enum OutputState {
    /** Its stream is not published. */
    WAITING_FOR_SOURCE,
    /** It listens, and nobody has come. */
    WAITING_FOR_CLIENT,
    /** Its schedule says not yet, or not any more. */
    WAITING_FOR_TIME,
    CONNECTING,
    /** It is connected, and sends nothing until it is started. */
    STANDING_BY,
    LIVE,
    /** The other side takes nothing at the moment. */
    STALLED,
    /** Something failed; it tries again in a while. */
    BACKING_OFF,
    /** Its owner stopped it. */
    STOPPED,
    /** Its source has come to its end. */
    ENDED;

    /** In words, such as {@code waiting for a client}. */
    @Override
    public String toString() {
        return switch (this) {
            case WAITING_FOR_SOURCE -> "waiting for its source";
            case WAITING_FOR_CLIENT -> "waiting for a client";
            case WAITING_FOR_TIME -> "waiting for its time";
            default -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    /** Whether it is as somebody wants it, and no failure that it sends nothing. */
    boolean atRest() {
        return switch (this) {
            case WAITING_FOR_SOURCE,
                    WAITING_FOR_CLIENT,
                    WAITING_FOR_TIME,
                    STANDING_BY,
                    STOPPED,
                    ENDED ->
                    true;
            case CONNECTING, LIVE, STALLED, BACKING_OFF -> false;
        };
    }
}

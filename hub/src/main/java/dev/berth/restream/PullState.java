package dev.berth.restream;

import java.util.Locale;

/** What a pull does. */
public enum PullState {
    /** Nobody reads its stream. */
    IDLE,
    /** Its source is being opened. */
    CONNECTING,
    /** Its stream comes. */
    LIVE,
    /** Its source cannot be opened, or broke off; it is tried again. */
    BACKING_OFF;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

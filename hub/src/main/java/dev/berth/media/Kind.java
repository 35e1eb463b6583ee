package dev.berth.media;

/** What a track is for. */
public enum Kind {
    AUDIO,
    VIDEO,
    DATA
}

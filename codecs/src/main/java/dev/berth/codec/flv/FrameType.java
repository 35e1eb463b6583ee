package dev.berth.codec.flv;

import org.jspecify.annotations.Nullable;

/** What kind of frame a video tag has: FLV 10.1, E.4.3.1. */
public enum FrameType {
    /** Can be decoded without any other. */
    KEY(1),
    /** Needs those before it. */
    INTER(2),
    /** Needed by no other (H.263 only). */
    DISPOSABLE(3),
    /** A key frame a server made. */
    GENERATED_KEY(4),
    /** No frame but a byte which says that seeking begins or ends. */
    COMMAND(5);

    final int id;

    FrameType(int id) {
        this.id = id;
    }

    /** Null for the numbers without a meaning. */
    static @Nullable FrameType of(int id) {
        return switch (id) {
            case 1 -> KEY;
            case 2 -> INTER;
            case 3 -> DISPOSABLE;
            case 4 -> GENERATED_KEY;
            case 5 -> COMMAND;
            default -> null;
        };
    }
}

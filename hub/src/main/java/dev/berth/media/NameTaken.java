package dev.berth.media;

import java.io.IOException;

/** A second publisher came to a stream that has one. The message names the first. */
public final class NameTaken extends IOException {
    private static final long serialVersionUID = 1;

    NameTaken(String message) {
        super(message);
    }
}

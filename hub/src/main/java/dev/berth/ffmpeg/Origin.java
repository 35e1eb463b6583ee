package dev.berth.ffmpeg;

import java.io.IOException;

/** What a URI means here, checked and complete. */
sealed interface Origin permits FileClip, TestSignal {
    /** The URI that says all of it; equal for what is equal. */
    String canonical();

    /** Opens it. The caller closes the packets. */
    Packets open() throws IOException;
}

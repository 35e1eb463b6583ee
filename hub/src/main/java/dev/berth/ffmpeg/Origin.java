package dev.berth.ffmpeg;

import dev.berth.media.Source;
import java.io.IOException;

/** What a URI means here, checked and complete. */
sealed interface Origin permits FileClip, Playlist, Remote, TestSignal {
    /** The URI that says all of it; equal for what is equal. It may hold secrets. */
    String canonical();

    /** The same for messages, without secrets. */
    default String shown() {
        return canonical();
    }

    /** Equal for what comes from the same server, or is the same file. */
    default String place() {
        return canonical();
    }

    /** Opens it. The caller closes the source. */
    Source open() throws IOException;
}

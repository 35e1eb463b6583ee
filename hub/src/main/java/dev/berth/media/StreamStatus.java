package dev.berth.media;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is doing.
 *
 * @param publisher who publishes it, in words; null when nobody does
 * @param since when that publisher came
 * @param codecs the codecs of its tracks, in the order they came
 * @param readers how many read it; those who watch by HLS are one together
 * @param viewers how many watch by HLS, as far as that can be known
 * @param bitsPerSecond what comes in
 * @param gopBytes what is kept for readers that come late
 */
public record StreamStatus(
        String name,
        State state,
        @Nullable String publisher,
        @Nullable Instant since,
        List<String> codecs,
        int readers,
        int viewers,
        long bitsPerSecond,
        long bytes,
        long frames,
        long gopBytes) {

    /** Where a stream is in its life. */
    public enum State {
        /** Readers wait for a publisher. */
        AWAITED,
        /** A publisher publishes. */
        LIVE,
        /** The publisher vanished and has a while to come back. */
        INTERRUPTED,
        /** Over: readers get what is left, and go. */
        ENDED
    }
}

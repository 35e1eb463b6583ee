package dev.berth.media;

import java.time.Duration;

/**
 * How streams are carried.
 *
 * @param delay how long frames may wait so that one system call carries several; zero sends every
 *     frame at once
 * @param gopBytes how much a stream keeps from its last key frame on for readers that come late; a
 *     picture group larger than this is not kept, and late readers wait for the next key frame
 * @param queueBytes how far a reader may fall behind before it loses frames up to a key frame
 * @param grace how long a stream outlives a publisher that vanished, and how long a reader waits
 *     for a publisher
 * @param streams how many streams there may be at once
 */
public record MediaConfig(
        Duration delay, int gopBytes, int queueBytes, Duration grace, int streams) {
    public static final MediaConfig DEFAULT =
            new MediaConfig(Duration.ofMillis(50), 8 << 20, 8 << 20, Duration.ofSeconds(10), 1_000);
}

package dev.berth.recording;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One recording of a stream.
 *
 * @param id where it is below the recordings: {@code live~demo/20260101T120000.000Z}
 * @param duration of its files; of the newest as long as it grows, what it is meant to have
 * @param problem why it makes no progress; null when it does, or is whole
 */
public record Recording(
        String id,
        String stream,
        Instant start,
        Duration duration,
        long bytes,
        boolean active,
        @Nullable String problem) {}

package dev.berth.restream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an output is doing.
 *
 * @param id names it as long as the hub runs
 * @param from the source, as its owner wrote it
 * @param to the target, as its owner wrote it
 * @param stream the hub's stream in between
 * @param since when it came to be in this state
 * @param clients how many are being sent to
 * @param bitsPerSecond what they are sent together
 * @param bytes what was sent since the last (re)connection
 * @param queueBytes how far the slowest is behind
 * @param droppedFrames frames not sent because somebody was slow, since the last (re)connection
 * @param reconnects how many times it had to begin anew
 * @param delayMillis from a frame's arrival in the hub until it is handed to the kernel for the
 *     slowest
 * @param problem what ails it, in one sentence; null when nothing does
 */
public record OutputStatus(
        String id,
        String from,
        String to,
        String stream,
        OutputState state,
        Instant since,
        int clients,
        long bitsPerSecond,
        long bytes,
        long queueBytes,
        long droppedFrames,
        int reconnects,
        long delayMillis,
        @Nullable String problem) {}

package dev.berth.media;

import org.jspecify.annotations.Nullable;

/**
 * How a sink is doing.
 *
 * @param clients how many are being sent to: 1 for a target we connected to
 * @param stalled how many of them take nothing at the moment
 * @param bitsPerSecond what all of them together are sent
 * @param bytes what all of them together were sent, ever
 * @param queueBytes how far the slowest is behind
 * @param droppedFrames what all of them together lost because they were slow, ever
 * @param delayMillis from a frame's arrival in the hub until it is written to the slowest, the
 *     batch's wait included; it grows while the slowest takes nothing
 * @param line what the kernel knows of the connections; null where it does not tell
 */
public record SinkStatus(
        int clients,
        int stalled,
        long bitsPerSecond,
        long bytes,
        long queueBytes,
        long droppedFrames,
        long delayMillis,
        @Nullable Line line) {
    /** Where the kernel is not asked. */
    public SinkStatus(
            int clients,
            int stalled,
            long bitsPerSecond,
            long bytes,
            long queueBytes,
            long droppedFrames,
            long delayMillis) {
        this(clients, stalled, bitsPerSecond, bytes, queueBytes, droppedFrames, delayMillis, null);
    }

    /** Nobody there. */
    public static final SinkStatus NONE = new SinkStatus(0, 0, 0, 0, 0, 0, 0);
}

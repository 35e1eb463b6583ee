package dev.berth.media;

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
 *     batch's wait included
 */
public record SinkStatus(
        int clients,
        int stalled,
        long bitsPerSecond,
        long bytes,
        long queueBytes,
        long droppedFrames,
        long delayMillis) {
    /** Nobody there. */
    public static final SinkStatus NONE = new SinkStatus(0, 0, 0, 0, 0, 0, 0);
}

package dev.berth.restream;

import java.time.Instant;

/**
 * How an output was doing at a moment. Counters begin anew with each connection.
 *
 * @param bytes sent over this connection
 * @param droppedFrames left out on this connection, because it was too slow
 * @param reconnects since the output was started
 * @param rttMillis the round trip; 0 where it is not known
 * @param retransmits segments that were sent more than once over this connection
 */
public record Sample(
        Instant at,
        OutputState state,
        long bitsPerSecond,
        long bytes,
        long queueBytes,
        long delayMillis,
        long droppedFrames,
        int reconnects,
        double rttMillis,
        long retransmits) {
    static Sample of(OutputStatus status, Instant at) {
        return new Sample(
                at,
                status.state(),
                status.bitsPerSecond(),
                status.bytes(),
                status.queueBytes(),
                status.delayMillis(),
                status.droppedFrames(),
                status.reconnects(),
                status.rttMillis(),
                status.retransmits());
    }

    /**
     * How much a counter has grown since {@code before}, which may have been on another connection.
     */
    static long grown(long before, long now) {
        return now >= before ? now - before : now;
    }
}

package dev.berth.rtmp;

import dev.berth.media.SinkStatus;

/** Adds up feeds. */
final class FeedStatus {
    private FeedStatus() {}

    static SinkStatus add(SinkStatus sum, Feed feed) {
        return new SinkStatus(
                sum.clients() + 1,
                sum.stalled() + (feed.stalled() ? 1 : 0),
                sum.bitsPerSecond() + feed.bitsPerSecond(),
                sum.bytes() + feed.bytes(),
                Math.max(sum.queueBytes(), feed.queueBytes()),
                sum.droppedFrames() + feed.droppedFrames(),
                Math.max(sum.delayMillis(), feed.delayNanos() / 1_000_000));
    }
}

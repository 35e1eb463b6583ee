package dev.berth.rtmp;

import dev.berth.media.Line;
import dev.berth.media.SinkStatus;

/** Adds up feeds. */
final class FeedStatus {
    private FeedStatus() {}

    static SinkStatus add(SinkStatus sum, Feed feed) {
        var delivery = feed.delivery();
        return new SinkStatus(
                sum.clients() + 1,
                sum.stalled() + (delivery.stalled() ? 1 : 0),
                sum.bitsPerSecond() + delivery.bitsPerSecond(),
                sum.bytes() + delivery.bytes(),
                Math.max(sum.queueBytes(), delivery.queueBytes()),
                sum.droppedFrames() + delivery.droppedFrames(),
                Math.max(sum.delayMillis(), delivery.delayNanos() / 1_000_000),
                Line.worse(sum.line(), delivery.line()));
    }
}

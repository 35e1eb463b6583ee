package dev.berth.media;

import io.netty.buffer.ByteBuf;

/**
 * A wire format: turns frames into the bytes its readers are sent. Packagings that are equal share
 * those bytes, so make it a record of exactly what the bytes depend on. Called under the stream's
 * lock: pure, quick, never blocking.
 */
public interface Packaging {
    /**
     * Appends what a reader needs before its first frame.
     *
     * @param time the time of that first frame
     */
    void opening(Headers headers, long time, ByteBuf out);

    /**
     * Appends one frame; nothing, when the format has no room for such a frame. Borrows the frame.
     */
    void frame(Frame frame, ByteBuf out);
}

package dev.berth.media;

import io.netty.buffer.ByteBuf;

/**
 * Turns the frames of one stream into the bytes that all its readers of one {@link Packaging} are
 * sent. Called under the stream's lock: quick, never blocking; its state needs no guard of its own.
 */
public interface Packager {
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

    /**
     * Room that {@link #preamble} may take, in bytes; 0 when batches follow each other as they are.
     */
    default int preambleRoom() {
        return 0;
    }

    /**
     * Writes what stands before every batch, and before the {@link #opening}: for formats in which
     * each is a message with a length, as in WebSocket. May write nothing.
     *
     * @param size bytes of the batch
     * @param out empty, with room for {@link #preambleRoom} bytes
     */
    default void preamble(int size, ByteBuf out) {}
}

package dev.berth.codec.flv;

import io.netty.buffer.ByteBuf;

/**
 * One tag of an FLV file: FLV 10.1, E.4.1. It belongs to whoever {@link FlvReader#next} gave it to,
 * who must close it, or hand the body on.
 *
 * @param type {@link #AUDIO}, {@link #VIDEO} or {@link #SCRIPT}, else of no meaning here
 * @param timestamp milliseconds, unsigned 32 bits in a long
 * @param body for {@link AudioTag#read}, {@link VideoTag#read}, or AMF 0
 */
public record FlvTag(int type, long timestamp, ByteBuf body) implements AutoCloseable {
    public static final int AUDIO = 8;
    public static final int VIDEO = 9;
    public static final int SCRIPT = 18;

    /** Releases the body. */
    @Override
    public void close() {
        body.release();
    }
}

package dev.berth.codec.rtmp;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What the next chunk of a chunk stream may leave out, and the message it goes on with. */
final class ChunkStream {
    /** Shorter messages are made room for at once, longer ones as they come. */
    private static final int AT_ONCE = 16 << 10;

    final int id;
    int type;
    int stream;
    int length;
    long timestamp;

    /** What the last header said of time, and whether it took an extended field to say so. */
    long delta;

    boolean extended;

    /** Whether there was a header yet which said how long and of what type messages are. */
    boolean begun;

    private @Nullable ByteBuf payload;

    ChunkStream(int id) {
        this.id = id;
    }

    /** Timestamps wrap at 2^32: section 4. */
    void time(long timestamp, long delta, boolean extended) {
        this.timestamp = timestamp & 0xffff_ffffL;
        this.delta = delta;
        this.extended = extended;
    }

    void message(int length, int type) {
        this.length = length;
        this.type = type;
        this.begun = true;
    }

    boolean unfinished() {
        return payload != null;
    }

    /** How many bytes the message still lacks. */
    int missing() {
        return payload == null ? 0 : length - payload.writerIndex();
    }

    int held() {
        return payload == null ? 0 : payload.writerIndex();
    }

    void begin(ByteBufAllocator allocator, int there) {
        payload = allocator.buffer(Math.min(length, Math.max(there, AT_ONCE)), length);
    }

    void take(ByteBuf in, int bytes) throws Malformed {
        if (payload == null) {
            throw new Malformed("chunk stream %d goes on with nothing".formatted(id));
        }
        payload.writeBytes(in, bytes);
    }

    /** The payload, which is the caller's now. */
    ByteBuf finish() {
        var whole = payload;
        payload = null;
        if (whole == null) {
            throw new IllegalStateException("chunk stream %d has no message".formatted(id));
        }
        return whole;
    }

    /** Drops what came of a message. */
    void abort() {
        if (payload != null) {
            payload.release();
            payload = null;
        }
    }
}

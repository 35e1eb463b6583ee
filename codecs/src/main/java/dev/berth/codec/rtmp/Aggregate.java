package dev.berth.codec.rtmp;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Many messages in one, as the tags of an FLV file: RTMP 1.0, section 7.1.6. The stream of the
 * whole counts for the parts, and their times count from that of the first.
 */
final class Aggregate implements AutoCloseable {
    private static final int HEADER = 11;
    private static final int BACK_POINTER = 4;

    private final int stream;
    private final long timestamp;
    private final ByteBuf payload;
    private long first = -1;

    /** Takes the payload over. */
    Aggregate(int stream, long timestamp, ByteBuf payload) {
        this.stream = stream;
        this.timestamp = timestamp;
        this.payload = payload;
    }

    /** The next part, or null when there are no more. */
    @Nullable RtmpMessage next(MessageReader messages, ByteBufAllocator allocator)
            throws Malformed {
        if (!payload.isReadable()) {
            return null;
        }
        need(HEADER);
        int type = checkedType(payload.readUnsignedByte());
        int length = payload.readUnsignedMedium();
        long time = rebase(payload.readUnsignedMedium() | payload.readUnsignedByte() << 24);
        payload.skipBytes(3);
        need(length);
        var part = allocator.buffer(length, length).writeBytes(payload, length);
        payload.skipBytes(Math.min(BACK_POINTER, payload.readableBytes()));
        return messages.read(type, stream, time, part);
    }

    /** Only what an FLV file may have: nobody changes the connection from in here. */
    private static int checkedType(int type) throws Malformed {
        return switch (type) {
            case MessageType.AUDIO, MessageType.VIDEO, MessageType.DATA, MessageType.DATA_AMF3 ->
                    type;
            default -> throw new Malformed("an aggregate message has a part of type " + type);
        };
    }

    private long rebase(int time) {
        long unsigned = Integer.toUnsignedLong(time);
        if (first < 0) {
            first = unsigned;
        }
        return (timestamp + unsigned - first) & 0xffff_ffffL;
    }

    private void need(int bytes) throws Malformed {
        if (payload.readableBytes() < bytes) {
            throw new Malformed(
                    "an aggregate message ends %d bytes into a part of which %d are to come"
                            .formatted(payload.readableBytes(), bytes));
        }
    }

    @Override
    public void close() {
        payload.release();
    }
}

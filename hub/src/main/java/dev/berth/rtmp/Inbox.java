package dev.berth.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where what comes over a connection is read into: one buffer for all connections of an event loop,
 * because what was read is taken out of it before the next one is read. Nobody keeps it.
 */
final class Inbox extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final Inbox INSTANCE = new Inbox();

    /** As much as one read takes with profit. */
    private static final int SIZE = 64 << 10;

    private static final FastThreadLocal<ByteBuf> BUFFER =
            new FastThreadLocal<>() {
                @Override
                protected ByteBuf initialValue() {
                    return Unpooled.directBuffer(SIZE, SIZE);
                }

                @Override
                protected void onRemoval(ByteBuf buffer) {
                    buffer.release();
                }
            };

    /** Reads of a channel before others have their turn. */
    private static final int MOST_READS = 16;

    private Inbox() {
        super(MOST_READS);
    }

    /** Has a channel read into it, of which every handler lets go of what it is given. */
    static void of(Channel channel) {
        channel.config().setRecvByteBufAllocator(INSTANCE);
    }

    /**
     * Reads what a socket has, for a caller who releases it; null when it has nothing yet, or
     * nothing any more.
     */
    static @Nullable ByteBuf read(EpollSocketChannel socket) throws IOException {
        var buffer = empty();
        try {
            int count =
                    buffer.hasMemoryAddress()
                            ? socket.fd().readAddress(buffer.memoryAddress(), 0, SIZE)
                            : socket.fd().read(buffer.internalNioBuffer(0, SIZE), 0, SIZE);
            return count <= 0 ? null : buffer.retain().setIndex(0, count);
        } finally {
            buffer.release();
        }
    }

    private static ByteBuf empty() {
        return BUFFER.get().retain().clear();
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return SIZE;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator unused) {
                return empty();
            }
        };
    }
}

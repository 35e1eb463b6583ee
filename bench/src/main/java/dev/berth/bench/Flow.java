package dev.berth.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One stream that somebody sends us, looked at for how steadily it comes. When it breaks and comes
 * back by another connection, the time between is a gap like any other. Belongs to the {@link
 * Drain}, or to who paused it.
 */
final class Flow implements Drain.Reader {
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 << 10);
    private long longest;
    private long lastRead;
    private long bytes;

    /** Forgets what was so far: the window begins. */
    void begin() {
        longest = 0;
        lastRead = System.nanoTime();
        bytes = 0;
    }

    @Override
    public void drain(SocketChannel socket) throws IOException {
        scratch.clear();
        int count = socket.read(scratch);
        if (count < 0) {
            socket.close();
            throw new EOFException("the publisher hung up");
        }
        long now = System.nanoTime();
        longest = Math.max(longest, now - lastRead);
        lastRead = now;
        bytes += count;
    }

    /** Bytes in the window. */
    long bytes() {
        return bytes;
    }

    /** The longest time without bytes in the window; the one that still goes on counts. */
    long longestGap(long now) {
        return Math.max(longest, now - lastRead);
    }
}

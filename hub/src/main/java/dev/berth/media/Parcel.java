package dev.berth.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes of a batch, which any number of readers send. Never recycled, unlike the buffer inside
 * it, so that a reader which arrives too late finds a spent parcel and not somebody else's bytes.
 */
final class Parcel {
    private static final int NOWHERE = -1;

    private final ByteBuf bytes;
    private final int size;
    private final long address;
    private final int file;
    private final int offset;
    private final AtomicInteger owners = new AtomicInteger(1);

    /** Takes {@code bytes} over. They are in memory only. */
    Parcel(ByteBuf bytes) {
        this(bytes, NOWHERE, 0);
    }

    /** Takes {@code bytes} over, which are those at {@code offset} of a file too. */
    Parcel(ByteBuf bytes, int file, int offset) {
        this.bytes = bytes;
        this.size = bytes.readableBytes();
        this.address =
                bytes.hasMemoryAddress() ? bytes.memoryAddress() + bytes.readerIndex() : NOWHERE;
        this.file = file;
        this.offset = offset;
    }

    int size() {
        return size;
    }

    /** One more owner, unless the last one has let go of it. */
    boolean hold() {
        int now;
        do {
            now = owners.get();
            if (now == 0) {
                return false;
            }
        } while (!owners.compareAndSet(now, now + 1));
        return true;
    }

    /** One owner less. */
    void release() {
        if (owners.decrementAndGet() == 0) {
            bytes.release();
        }
    }

    /** The bytes, for somebody who releases them. For owners. */
    ByteBuf share() {
        return bytes.retainedDuplicate();
    }

    /**
     * The bytes from {@code start} on, for somebody who may take long to release them: a copy where
     * they would otherwise hold a whole file. For owners.
     */
    ByteBuf rest(int start) {
        return file == NOWHERE
                ? share().skipBytes(start)
                : ByteBufAllocator.DEFAULT
                        .directBuffer(size - start)
                        .writeBytes(bytes, bytes.readerIndex() + start, size - start);
    }

    /**
     * Sends what a socket takes at once, without waiting; returns how many bytes that is, less than
     * 0 for a failure that the next to write will meet. For owners.
     */
    long sendTo(int socket) {
        if (file != NOWHERE) {
            return Syscalls.send(socket, file, offset, size);
        }
        return address == NOWHERE ? 0 : Syscalls.write(socket, address, size);
    }
}

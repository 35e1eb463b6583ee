package dev.berth.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file in memory from which sockets are sent bytes by reference. Each of its bytes is written
 * once and never again, because a socket may refer to it long after it was sent; and the file is
 * given back whole, once nobody holds a slice of it. Sockets hold on to the pages they still need.
 *
 * <p>The stream's lock guards {@code written}; everything else is immutable.
 */
final class MemoryFile {
    /** Files of all tapes together: a bound on descriptors, and on memory that no heap counts. */
    private static final int MOST = 512;

    private static final AtomicInteger OPEN = new AtomicInteger();

    private final int descriptor;
    private final ByteBuf view;
    private int written;

    private MemoryFile(int descriptor, ByteBuf view) {
        this.descriptor = descriptor;
        this.view = view;
    }

    /**
     * A file with room for {@code size} bytes, of which none is taken yet; null when there is none
     * to be had. Belongs to the caller, who releases it.
     */
    static @Nullable MemoryFile create(int size) {
        var file = OPEN.incrementAndGet() <= MOST && Syscalls.USABLE ? open(size) : null;
        if (file == null) {
            OPEN.decrementAndGet();
        }
        return file;
    }

    private static @Nullable MemoryFile open(int size) {
        int descriptor = Syscalls.memoryFile("berth-media");
        if (descriptor < 0) {
            return null;
        }
        long address = Syscalls.map(descriptor, size);
        if (address == -1) {
            Syscalls.close(descriptor);
            return null;
        }
        return new MemoryFile(descriptor, new View(descriptor, address, size));
    }

    /**
     * Appends bytes, which it takes over; null when they do not fit, or there is no memory, and
     * then they remain the caller's.
     */
    @Nullable Parcel append(ByteBuf bytes) {
        int size = bytes.readableBytes();
        long from = bytes.memoryAddress() + bytes.readerIndex();
        if (size > view.capacity() - written
                || Syscalls.write(descriptor, from, size, written) != size) {
            return null;
        }
        int offset = written;
        written += size;
        bytes.release();
        return new Parcel(view.retainedSlice(offset, size), descriptor, offset);
    }

    /** Gives up the right to append. */
    void release() {
        view.release();
    }

    /** The whole file, readable in memory; ends with its last slice. */
    private static final class View extends UnpooledDirectByteBuf {
        private final int descriptor;
        private final long address;
        private final int size;

        View(int descriptor, long address, int size) {
            super(
                    UnpooledByteBufAllocator.DEFAULT,
                    MemorySegment.ofAddress(address).reinterpret(size).asByteBuffer(),
                    size);
            this.descriptor = descriptor;
            this.address = address;
            this.size = size;
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            Syscalls.unmap(address, size);
            Syscalls.close(descriptor);
            OPEN.decrementAndGet();
        }
    }
}

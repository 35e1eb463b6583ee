package dev.berth.media;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a tape puts its batches so that they can be sent by reference: one file in memory after the
 * other. What is too small to gain by it, too large to fit, or more than there is room for, stays
 * in the buffer it came in. The stream's lock guards it.
 */
final class Shelf {
    /** Small enough that a slow reader may keep a whole one, large enough to be rarely renewed. */
    static final int FILE = 1 << 20;

    /** Below this size a copy costs less than what sendfile(2) has to arrange. */
    static final int LEAST = 8 << 10;

    /** With fewer readers the copy into the file costs more than theirs would. */
    static final int FEWEST_READERS = 4;

    private final Supplier<@Nullable MemoryFile> source;
    private @Nullable MemoryFile file;

    /** {@code source} gives empty files of {@link #FILE} bytes, or null when there is none. */
    Shelf(Supplier<@Nullable MemoryFile> source) {
        this.source = source;
    }

    static Shelf of(MediaConfig.Sending sending) {
        return switch (sending) {
            case AUTO -> new Shelf(() -> MemoryFile.create(FILE));
            case WRITE -> new Shelf(() -> null);
        };
    }

    /** Takes the bytes of a batch over, which {@code readers} will send. */
    Parcel put(ByteBuf bytes, int readers) {
        int size = bytes.readableBytes();
        if (readers < FEWEST_READERS || size < LEAST || size > FILE) {
            return new Parcel(bytes);
        }
        var placed = placed(bytes);
        return placed == null ? new Parcel(bytes) : placed;
    }

    private @Nullable Parcel placed(ByteBuf bytes) {
        var parcel = file == null ? null : file.append(bytes);
        if (parcel != null) {
            return parcel;
        }
        close();
        file = source.get();
        return file == null ? null : file.append(bytes);
    }

    /** What is on it stays until it is sent. */
    void close() {
        var last = file;
        file = null;
        if (last != null) {
            last.release();
        }
    }
}

package dev.berth.codec.flv;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads an FLV file, or one which never ends, tag by tag: FLV 10.1, annex E. Belongs to whoever
 * reads the stream of bytes. Keeps none of them.
 */
public final class FlvReader {
    private static final int SIGNATURE = 'F' << 16 | 'L' << 8 | 'V';
    private static final int FILE_HEADER = 9;
    private static final int PREVIOUS_SIZE = 4;
    private static final int TAG_HEADER = 11;

    /** The bits above say that a tag is encrypted, which nobody here could read. */
    private static final int TYPE = 0x1f;

    private static final int FILTER = 0x20;

    private final int maxTagBytes;
    private boolean begun;
    private int skip;

    /** Tags with a longer body are refused. */
    public FlvReader(int maxTagBytes) {
        this.maxTagBytes = maxTagBytes;
    }

    /**
     * The next tag, which is the caller's to close, or null while {@code in} ends before one does.
     * What was not taken must be there again at the next call, with more behind it: a whole tag at
     * most.
     */
    public @Nullable FlvTag next(ByteBuf in) throws Malformed {
        if (!begun && !fileHeader(in)) {
            return null;
        }
        skip(in);
        if (skip > 0 || in.readableBytes() < TAG_HEADER) {
            return null;
        }
        int start = in.readerIndex();
        int length = checkedLength(in.getUnsignedMedium(start + 1));
        if (in.readableBytes() < TAG_HEADER + length) {
            return null;
        }
        int type = checkedType(in.getUnsignedByte(start));
        long time = in.getUnsignedMedium(start + 4) | (long) in.getUnsignedByte(start + 7) << 24;
        skip = PREVIOUS_SIZE;
        return new FlvTag(type, time, in.skipBytes(TAG_HEADER).readBytes(length));
    }

    /** E.2. The header says itself how long it is. */
    private boolean fileHeader(ByteBuf in) throws Malformed {
        if (in.readableBytes() < FILE_HEADER) {
            return false;
        }
        int signature = in.getUnsignedMedium(in.readerIndex());
        if (signature != SIGNATURE) {
            throw new Malformed(
                    "an FLV file begins with 0x%06x instead of FLV".formatted(signature));
        }
        long length = in.getUnsignedInt(in.readerIndex() + 5);
        if (length < FILE_HEADER || length > maxTagBytes) {
            throw new Malformed("an FLV file header claims to have %d bytes".formatted(length));
        }
        begun = true;
        skip = (int) length + PREVIOUS_SIZE;
        return true;
    }

    /**
     * Passes over what says nothing: the rest of the file header, and how long the last tag was.
     */
    private void skip(ByteBuf in) {
        int bytes = Math.min(skip, in.readableBytes());
        in.skipBytes(bytes);
        skip -= bytes;
    }

    private int checkedLength(int length) throws Malformed {
        if (length > maxTagBytes) {
            throw new Malformed(
                    "an FLV tag of %d bytes is announced; %d are allowed"
                            .formatted(length, maxTagBytes));
        }
        return length;
    }

    private static int checkedType(int type) throws Malformed {
        if ((type & FILTER) != 0) {
            throw new Malformed("an FLV tag is encrypted");
        }
        return type & TYPE;
    }
}

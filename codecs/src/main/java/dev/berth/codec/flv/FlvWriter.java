package dev.berth.codec.flv;

import io.netty.buffer.ByteBuf;

/** Writes FLV files: FLV 10.1, annex E. */
public final class FlvWriter {
    private static final int HAS_VIDEO = 1;
    private static final int HAS_AUDIO = 4;
    private static final int FILE_HEADER = 9;
    private static final int TAG_HEADER = 11;
    private static final int LONGEST = 0xff_ffff;

    private FlvWriter() {}

    /** Writes what a file begins with: what it has, as far as that is known. */
    public static void fileHeader(ByteBuf out, boolean audio, boolean video) {
        out.writeByte('F').writeByte('L').writeByte('V').writeByte(1);
        out.writeByte((audio ? HAS_AUDIO : 0) | (video ? HAS_VIDEO : 0));
        out.writeInt(FILE_HEADER).writeInt(0);
    }

    /** Writes one tag, whose body is {@code head} then {@code body}; neither's indices move. */
    public static void tag(ByteBuf out, int type, long timestamp, ByteBuf head, ByteBuf body) {
        int length = Math.addExact(head.readableBytes(), body.readableBytes());
        if (length > LONGEST) {
            throw new IllegalArgumentException(
                    "an FLV tag has %d bytes; %d are allowed".formatted(length, LONGEST));
        }
        out.ensureWritable(TAG_HEADER + length + 4);
        out.writeByte(type).writeMedium(length);
        out.writeMedium((int) timestamp).writeByte((int) (timestamp >> 24)).writeMedium(0);
        out.writeBytes(head, head.readerIndex(), head.readableBytes());
        out.writeBytes(body, body.readerIndex(), body.readableBytes());
        out.writeInt(TAG_HEADER + length);
    }
}

package dev.berth.codec.mp4;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** The one structure of the format: a length, a name of four letters, content. 14496-12, 4.2. */
final class Box {
    private Box() {}

    /** Writes a box around what {@code content} writes. */
    static void box(ByteBuf out, String name, Runnable content) {
        int start = out.writerIndex();
        out.writeInt(0).writeCharSequence(name, US_ASCII);
        content.run();
        out.setInt(start, out.writerIndex() - start);
    }

    /** The same with the version and flags that most boxes begin with. */
    static void full(ByteBuf out, String name, int version, int flags, Runnable content) {
        box(
                out,
                name,
                () -> {
                    out.writeByte(version).writeMedium(flags);
                    content.run();
                });
    }

    /** A table that has a version and flags, and no entries. */
    static void emptyTable(ByteBuf out, String name) {
        full(out, name, 0, 0, () -> out.writeInt(0));
    }

    /** Appends bytes without moving the indices of where they come from. */
    static void append(ByteBuf out, ByteBuf bytes) {
        out.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    }
}

package dev.berth.codec.mp4;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/** The {@code esds} box, in which MPEG's own audio codecs describe themselves: 14496-1, 7.2.6. */
final class ElementaryStream {
    private static final int ES = 3;
    private static final int DECODER = 4;
    private static final int DECODER_SPECIFIC = 5;
    private static final int SYNC_LAYER = 6;

    /** An audio stream (5), not upstream, and a bit that is always set. */
    private static final int AUDIO = (5 << 2) | 1;

    /** The sync layer that MP4 files have: 14496-14, 3.1.2. */
    private static final int OF_MP4 = 2;

    private ElementaryStream() {}

    /**
     * @param coding the object type indication: 14496-1, table 5
     * @param specific the codec's own configuration; empty for none
     */
    static void write(ByteBuf out, int coding, ByteBuf specific) {
        Box.full(
                out,
                "esds",
                0,
                0,
                () ->
                        descriptor(
                                out,
                                ES,
                                es -> {
                                    es.writeShort(0).writeByte(0);
                                    descriptor(
                                            es,
                                            DECODER,
                                            decoder -> {
                                                decoder.writeByte(coding).writeByte(AUDIO);
                                                decoder.writeZero(
                                                        3 + 4 + 4); // buffer and bitrates: not
                                                // known
                                                if (specific.isReadable()) {
                                                    descriptor(
                                                            decoder,
                                                            DECODER_SPECIFIC,
                                                            own -> Box.append(own, specific));
                                                }
                                            });
                                    descriptor(es, SYNC_LAYER, layer -> layer.writeByte(OF_MP4));
                                }));
    }

    private static void descriptor(ByteBuf out, int tag, Consumer<ByteBuf> content) {
        var inner = Unpooled.buffer();
        content.accept(inner);
        out.writeByte(tag);
        writeLength(out, inner.readableBytes());
        Box.append(out, inner);
    }

    /** Seven bits a byte, the highest first: 14496-1, 8.3.3. */
    private static void writeLength(ByteBuf out, int length) {
        for (int shift = 21; shift > 0; shift -= 7) {
            if (length >> shift != 0) {
                out.writeByte(((length >> shift) & 0x7f) | 0x80);
            }
        }
        out.writeByte(length & 0x7f);
    }
}

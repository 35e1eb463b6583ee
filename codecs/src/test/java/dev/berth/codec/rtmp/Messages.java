package dev.berth.codec.rtmp;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Reads whole conversations at once, or in pieces as a network would bring them. */
final class Messages {
    /** C0 and C1, or S0 and S1, and then C2 or S2. */
    static final int HANDSHAKE = 1 + 2 * 1536;

    /** For what is only compared and left to the garbage collector. */
    private static final ByteBufAllocator UNCOUNTED = new UnpooledByteBufAllocator(false, true);

    private Messages() {}

    static List<RtmpMessage> read(RtmpReader reader, ByteBuf in) throws Malformed {
        var messages = new ArrayList<RtmpMessage>();
        for (var next = reader.next(in); next != null; next = reader.next(in)) {
            messages.add(next);
        }
        return messages;
    }

    static List<RtmpMessage> read(ByteBuf in) throws Malformed {
        try (var reader = new RtmpReader(RtmpLimits.DEFAULT, UNCOUNTED)) {
            return read(reader, in);
        }
    }

    /** First the bytes before {@code cut}, then those behind. */
    static List<RtmpMessage> readInTwo(RtmpReader reader, ByteBuf in, int cut) throws Malformed {
        var there = Unpooled.buffer().writeBytes(in, in.readerIndex(), cut);
        var messages = read(reader, there);
        there.writeBytes(in, in.readerIndex() + cut, in.readableBytes() - cut);
        messages.addAll(read(reader, there));
        return messages;
    }

    /** One byte after the other. */
    static List<RtmpMessage> readByteByByte(RtmpReader reader, ByteBuf in) throws Malformed {
        var messages = new ArrayList<RtmpMessage>();
        var there = Unpooled.buffer();
        for (int i = 0; i < in.readableBytes(); i++) {
            there.writeByte(in.getByte(in.readerIndex() + i));
            messages.addAll(read(reader, there));
            there.discardReadBytes();
        }
        return messages;
    }

    static void release(List<RtmpMessage> messages) {
        messages.forEach(RtmpMessage::release);
    }
}

package dev.berth.http;

import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Packager;
import dev.berth.media.Packaging;
import io.netty.buffer.ByteBuf;

/**
 * A wire format with each of its batches as one binary message of a WebSocket: RFC 6455, section
 * 5.2. Servers do not mask, so that the message is the same for everybody.
 */
record WebSocketPackaging(Packaging inner) implements Packaging {
    @Override
    public Packager packager(Headers headers) {
        return new Messages(inner.packager(headers));
    }

    private record Messages(Packager inner) implements Packager {
        private static final int LONGEST_HEADER = 10;
        private static final int LAST_BINARY = 0x82;

        /** What the length says when it stands in the two bytes behind it, or in the eight. */
        private static final int IN_TWO = 126;

        private static final int IN_EIGHT = 127;

        @Override
        public void opening(Headers headers, long time, ByteBuf out) {
            inner.opening(headers, time, out);
        }

        @Override
        public void frame(Frame frame, ByteBuf out) {
            inner.frame(frame, out);
        }

        @Override
        public int preambleRoom() {
            return LONGEST_HEADER;
        }

        //  0                   1                   2
        //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 ...
        // +-+-----+-------+-+-------------+-----------
        // |F| rsv |opcode |M|   length    | 2 or 8 more bytes of it
        // +-+-----+-------+-+-------------+-----------
        @Override
        public void preamble(int size, ByteBuf out) {
            out.writeByte(LAST_BINARY);
            if (size < IN_TWO) {
                out.writeByte(size);
            } else if (size <= 0xffff) {
                out.writeByte(IN_TWO).writeShort(size);
            } else {
                out.writeByte(IN_EIGHT).writeLong(size);
            }
        }
    }
}

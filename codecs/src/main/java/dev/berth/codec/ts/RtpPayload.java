package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;

/**
 * Takes transport packets out of datagrams, whether they come bare or in RTP: RFC 2250, section 2.
 * Belongs to whoever receives from one sender.
 */
public final class RtpPayload {
    private static final int HEADER = 12;
    private static final int VERSION = 0x80;
    private static final int VERSION_MASK = 0xc0;
    private static final int PADDED = 0x20;
    private static final int EXTENDED = 0x10;
    private static final int SEQUENCES = 1 << 16;

    private int next = -1;
    private long lost;

    public RtpPayload() {}

    /**
     * The transport packets in a datagram, as a slice; empty when there are none, or when it comes
     * too late to be of use.
     */
    public ByteBuf of(ByteBuf datagram) {
        if (bare(datagram)) {
            return datagram.slice();
        }
        var payload = payload(datagram);
        return bare(payload) && inOrder(datagram.getUnsignedShort(datagram.readerIndex() + 2))
                ? payload
                : datagram.slice(datagram.readerIndex(), 0);
    }

    /** Datagrams that RTP's own numbers say are missing. */
    public long lost() {
        return lost;
    }

    private static boolean bare(ByteBuf bytes) {
        return bytes.readableBytes() >= Ts.PACKET && bytes.getByte(bytes.readerIndex()) == Ts.SYNC;
    }

    /** What stands behind the header of RFC 3550, section 5.1; empty when there is none. */
    private static ByteBuf payload(ByteBuf datagram) {
        //  0 1 2 3 4 5 6 7 8             15 16                           31
        // +---+-+-+-------+-+-------------+-------------------------------+
        // | 2 |P|X| count |M|    type     |           sequence            |  then time, source,
        // +---+-+-+-------+-+-------------+-------------------------------+  and count sources
        int start = datagram.readerIndex();
        int end = datagram.writerIndex();
        int first = end - start < HEADER ? 0 : datagram.getUnsignedByte(start);
        int begin = start + HEADER + 4 * (first & 0xf);
        if ((first & EXTENDED) != 0 && begin + 4 <= end) {
            begin += 4 + 4 * datagram.getUnsignedShort(begin + 2);
        }
        if ((first & PADDED) != 0) {
            end -= datagram.getUnsignedByte(end - 1);
        }
        boolean sound = (first & VERSION_MASK) == VERSION && begin <= end;
        return sound ? datagram.slice(begin, end - begin) : datagram.slice(start, 0);
    }

    /** Counts what is missing in front. What comes late was counted as missing, and is. */
    private boolean inOrder(int sequence) {
        int step = next < 0 ? 0 : (short) (sequence - next);
        if (step < 0 && step > -SEQUENCES / 4) {
            return false;
        }
        lost += Math.max(0, step);
        next = sequence + 1 & SEQUENCES - 1;
        return true;
    }
}

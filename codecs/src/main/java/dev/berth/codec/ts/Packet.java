package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One transport packet: 2.4.3.2.
 *
 * @param begins whether a PES packet or a section begins in it
 * @param counter of the packets with a payload of this PID: 0 to 15
 * @param discontinuous whether the counter may have jumped
 * @param entry whether decoding may begin with what begins here
 * @param filled whether the packet is filled up, because what is in it ends here
 * @param payload a slice of the packet; empty when it has only an adaptation field
 */
record Packet(
        int pid,
        boolean begins,
        int counter,
        boolean discontinuous,
        boolean entry,
        boolean filled,
        ByteBuf payload) {
    private static final int DAMAGED = 0x8000;
    private static final int BEGINS = 0x4000;
    private static final int SCRAMBLED = 0xc0;
    private static final int ADAPTATION = 0x20;
    private static final int PAYLOAD = 0x10;
    private static final int DISCONTINUITY = 0x80;
    private static final int RANDOM_ACCESS = 0x40;
    private static final int CLOCK = 0x10;
    private static final int CLOCK_BYTES = 6;

    /** Fields behind the clock, which say their length themselves. */
    private static final int FURTHER = 0x0f;

    /** Reads a whole packet; null when it is damaged, or encrypted. */
    static @Nullable Packet read(ByteBuf bytes) {
        //  0      7 8 9 10                   23 24  26  28    31
        // +--------+-+-+-+---------------------+---+---+-------+
        // |  0x47  |E|B|P|         PID         |scr|ada|counter|
        // +--------+-+-+-+---------------------+---+---+-------+
        int start = bytes.readerIndex();
        int word = bytes.getUnsignedShort(start + 1);
        int flags = bytes.getUnsignedByte(start + 3);
        int length = (flags & ADAPTATION) == 0 ? -1 : bytes.getUnsignedByte(start + Ts.HEADER);
        int begin = Ts.HEADER + length + 1;
        if ((word & DAMAGED) != 0 || (flags & SCRAMBLED) != 0 || begin > Ts.PACKET) {
            return null;
        }
        int marks = length > 0 ? bytes.getUnsignedByte(start + Ts.HEADER + 1) : 0;
        int size = (flags & PAYLOAD) == 0 ? 0 : Ts.PACKET - begin;
        return new Packet(
                word & 0x1fff,
                (word & BEGINS) != 0,
                flags & 0xf,
                (marks & DISCONTINUITY) != 0,
                (marks & RANDOM_ACCESS) != 0,
                filled(length, marks),
                bytes.slice(start + begin, size));
    }

    /** Whether an adaptation field of this length is longer than what it says. */
    private static boolean filled(int length, int marks) {
        if (length <= 0 || (marks & FURTHER) != 0) {
            return length == 0;
        }
        int said = 1 + ((marks & CLOCK) == 0 ? 0 : CLOCK_BYTES);
        return length > said || marks == 0;
    }
}

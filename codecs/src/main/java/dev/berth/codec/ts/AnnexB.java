package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** NAL units behind start codes: H.264 and H.265, annex B. */
final class AnnexB {
    private static final int START_CODE = 1;
    private static final int START_CODE_BYTES = 3;

    /** Many more than the slices of a picture, and few enough to be sorted for strangers. */
    private static final int MOST = 4_096;

    private AnnexB() {}

    /**
     * The NAL units of {@code bytes}, as slices without a reference of their own. What stands
     * before the first start code is none, and zeros behind a unit are padding.
     *
     * @throws Malformed when there are more than 4,096
     */
    static List<ByteBuf> units(ByteBuf bytes) throws Malformed {
        var units = new ArrayList<ByteBuf>();
        int start = behindStartCode(bytes, bytes.readerIndex());
        while (start >= 0) {
            if (units.size() >= MOST) {
                throw new Malformed("an access unit has more than %d NAL units".formatted(MOST));
            }
            int next = behindStartCode(bytes, start);
            int end = next < 0 ? bytes.writerIndex() : next - START_CODE_BYTES;
            add(units, bytes, start, end);
            start = next;
        }
        return units;
    }

    private static void add(List<ByteBuf> units, ByteBuf bytes, int start, int end) {
        int last = end;
        while (last > start && bytes.getByte(last - 1) == 0) {
            last--;
        }
        if (last > start) {
            units.add(bytes.slice(start, last - start));
        }
    }

    /** The index behind the next start code, or -1. */
    private static int behindStartCode(ByteBuf bytes, int from) {
        int end = bytes.writerIndex();
        for (int at = from + 2; at < end; ) {
            int third = bytes.getByte(at);
            if (third == 1 && bytes.getByte(at - 1) == 0 && bytes.getByte(at - 2) == 0) {
                return at + 1;
            }
            at += third == 0 ? 1 : 3; // another byte is no part of any start code
        }
        return -1;
    }

    /** Appends a start code and a unit, whose indices do not move. */
    static void write(ByteBuf unit, ByteBuf out) {
        out.writeInt(START_CODE).writeBytes(unit, unit.readerIndex(), unit.readableBytes());
    }
}

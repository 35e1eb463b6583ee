package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** NAL units of H.265, 7.4.2.2, and the HEVCDecoderConfigurationRecord, ISO/IEC 14496-15, 8.3.3. */
enum HevcSyntax implements NalSyntax {
    HEVC;

    private static final int FIRST_KEY = 16;
    private static final int LAST_KEY = 21;
    private static final int LAST_SLICE = 31;
    private static final int VPS = 32;
    private static final int SPS = 33;
    private static final int PPS = 34;
    private static final int DELIMITER = 35;
    private static final int HEADER = 2;
    private static final int RECORD_HEADER = 23;

    /** Bytes of the general profile, tier and level. */
    private static final int GENERAL = 12;

    @Override
    public int type(ByteBuf unit) {
        return unit.getByte(unit.readerIndex()) >> 1 & 0x3f;
    }

    @Override
    public boolean delimiter(int type) {
        return type == DELIMITER;
    }

    @Override
    public boolean parameterSet(int type) {
        return type >= VPS && type <= PPS;
    }

    @Override
    public boolean slice(int type) {
        return type <= LAST_SLICE;
    }

    /** Pictures of random access: BLA, IDR and CRA. */
    @Override
    public boolean key(int type) {
        return type >= FIRST_KEY && type <= LAST_KEY;
    }

    /** A picture that its own temporal layer does not need may be needed by a higher one. */
    @Override
    public boolean disposable(ByteBuf slice) {
        return false;
    }

    @Override
    public int number(ByteBuf set) throws Malformed {
        var bits = new Bits(set, set.readerIndex() + HEADER);
        return switch (type(set)) {
            case VPS -> bits.read(4);
            case SPS -> new Sequence(set).number;
            default -> bits.code();
        };
    }

    @Override
    public byte[] delimiter() {
        return new byte[] {DELIMITER << 1, 1, 0x50};
    }

    @Override
    public @Nullable ByteBuf record(ParameterSets sets) throws Malformed {
        var sequence = sets.of(SPS);
        if (sets.of(VPS).length == 0 || sequence.length == 0 || sets.of(PPS).length == 0) {
            return null;
        }
        var out = Unpooled.buffer();
        new Sequence(Unpooled.wrappedBuffer(sequence[0])).describe(out);
        out.writeByte(PPS - VPS + 1);
        for (int type = VPS; type <= PPS; type++) {
            array(type, sets.of(type), out);
        }
        return out;
    }

    /** Complete: none of the type lies among the frames. */
    private static void array(int type, byte[][] sets, ByteBuf out) {
        out.writeByte(0x80 | type).writeShort(sets.length);
        for (var set : sets) {
            out.writeShort(set.length).writeBytes(set);
        }
    }

    @Override
    public Configuration read(ByteBuf record) throws Malformed {
        var in = record.slice();
        if (in.readableBytes() < RECORD_HEADER) {
            throw new Malformed(
                    "an HEVC configuration has %d bytes; it takes at least %d"
                            .formatted(in.readableBytes(), RECORD_HEADER));
        }
        int lengthBytes = (in.getByte(21) & 3) + 1;
        in.skipBytes(RECORD_HEADER - 1);
        var sets = new ArrayList<ByteBuf>();
        for (int arrays = in.readUnsignedByte(); arrays > 0; arrays--) {
            Lengths.number(in, 1);
            for (int left = Lengths.number(in, 2); left > 0; left--) {
                sets.add(Lengths.unit(in, 2));
            }
        }
        return new Configuration(lengthBytes, sets);
    }

    /** The beginning of a sequence parameter set: 7.3.2.2. */
    private static final class Sequence {
        final int number;
        private final int[] general = new int[GENERAL];
        private final int layers;
        private final int nested;
        private final int chroma;
        private final int lumaDepth;
        private final int chromaDepth;

        Sequence(ByteBuf set) throws Malformed {
            var bits = new Bits(set, set.readerIndex() + HEADER);
            bits.skip(4);
            layers = bits.read(3) + 1;
            nested = bits.read(1);
            for (int i = 0; i < GENERAL; i++) {
                general[i] = bits.read(8);
            }
            skipLayers(bits, layers - 1);
            number = bits.code();
            chroma = bits.code();
            bits.skip(chroma == 3 ? 1 : 0);
            bits.code();
            bits.code();
            for (int window = bits.flag() ? 4 : 0; window > 0; window--) {
                bits.code();
            }
            lumaDepth = bits.code();
            chromaDepth = bits.code();
        }

        /** Profile and level of each lower layer, where they are given: 7.3.3. */
        private static void skipLayers(Bits bits, int count) throws Malformed {
            if (count == 0) {
                return;
            }
            int given = bits.read(16);
            for (int i = 0; i < count; i++) {
                int flags = given >> (14 - 2 * i) & 3;
                bits.skip(((flags & 2) == 0 ? 0 : 88) + ((flags & 1) == 0 ? 0 : 8));
            }
        }

        /** Writes the record up to the number of its arrays. */
        void describe(ByteBuf out) {
            out.writeByte(1);
            for (int part : general) {
                out.writeByte(part);
            }
            out.writeShort(0xf000).writeByte(0xfc).writeByte(0xfc | chroma);
            out.writeByte(0xf8 | lumaDepth).writeByte(0xf8 | chromaDepth).writeShort(0);
            out.writeByte(layers << 3 | nested << 2 | 3);
        }
    }
}

package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** NAL units of H.264, 7.4.1, and the AVCDecoderConfigurationRecord, ISO/IEC 14496-15, 5.3.3. */
enum AvcSyntax implements NalSyntax {
    AVC;

    private static final int IDR = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int DELIMITER = 9;
    private static final int RECORD_HEADER = 6;

    /** Profiles without the fields that the High ones have: Baseline, Main, Extended. */
    private static boolean plain(int profile) {
        return profile == 66 || profile == 77 || profile == 88;
    }

    @Override
    public int type(ByteBuf unit) {
        return unit.getByte(unit.readerIndex()) & 0x1f;
    }

    @Override
    public boolean delimiter(int type) {
        return type == DELIMITER;
    }

    @Override
    public boolean parameterSet(int type) {
        return type == SPS || type == PPS;
    }

    @Override
    public boolean slice(int type) {
        return type >= 1 && type <= IDR;
    }

    @Override
    public boolean key(int type) {
        return type == IDR;
    }

    /** {@code nal_ref_idc} is 0. */
    @Override
    public boolean disposable(ByteBuf slice) {
        return (slice.getByte(slice.readerIndex()) & 0x60) == 0;
    }

    @Override
    public int number(ByteBuf set) throws Malformed {
        int fields = set.readerIndex() + (type(set) == SPS ? 4 : 1);
        return new Bits(set, fields).code();
    }

    @Override
    public byte[] delimiter() {
        return new byte[] {DELIMITER, (byte) 0xf0};
    }

    @Override
    public @Nullable ByteBuf record(ParameterSets sets) throws Malformed {
        var sequence = sets.of(SPS);
        var picture = sets.of(PPS);
        if (sequence.length == 0 || picture.length == 0) {
            return null;
        }
        var first = Unpooled.wrappedBuffer(sequence[0]);
        var out = Unpooled.buffer();
        out.writeByte(1).writeBytes(first, 1, 3).writeByte(0xfc | 3);
        sets(out.writeByte(0xe0 | sequence.length), sequence);
        sets(out.writeByte(picture.length), picture);
        if (!plain(first.getUnsignedByte(1))) {
            formats(first, out);
        }
        return out;
    }

    private static void sets(ByteBuf out, byte[][] sets) {
        for (var set : sets) {
            out.writeShort(set.length).writeBytes(set);
        }
    }

    /** What High profiles add: chroma format and bit depths, and no SPS extensions. */
    private static void formats(ByteBuf sps, ByteBuf out) throws Malformed {
        var bits = new Bits(sps, 4);
        bits.code();
        int chroma = bits.code();
        if (chroma == 3) {
            bits.flag();
        }
        out.writeByte(0xfc | chroma).writeByte(0xf8 | bits.code()).writeByte(0xf8 | bits.code());
        out.writeByte(0);
    }

    @Override
    public Configuration read(ByteBuf record) throws Malformed {
        var in = record.slice();
        if (in.readableBytes() <= RECORD_HEADER) {
            throw new Malformed(
                    "an H.264 configuration has %d bytes; it takes at least 7"
                            .formatted(in.readableBytes()));
        }
        int lengthBytes = (in.getByte(4) & 3) + 1;
        in.skipBytes(RECORD_HEADER - 1);
        var sets = new ArrayList<ByteBuf>();
        for (int left = in.readByte() & 0x1f; left > 0; left--) {
            sets.add(Lengths.unit(in, 2));
        }
        for (int left = Lengths.number(in, 1); left > 0; left--) {
            sets.add(Lengths.unit(in, 2));
        }
        return new Configuration(lengthBytes, sets);
    }
}

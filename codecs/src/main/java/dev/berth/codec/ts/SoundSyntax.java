package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Audio whose frames say themselves where they begin and how long they are. */
enum SoundSyntax {
    /** AAC behind the headers of ISO/IEC 13818-7, 6.2, with one raw data block in each frame. */
    ADTS {
        @Override
        @Nullable SoundFrame frame(ByteBuf in, int at) {
            //  0                   1                   2                   3
            //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
            // +-------------------------------+---+-------+-+-----+-+-+-+-+---
            // |         fff       |I|0 0|noCRC|pro| rate  |p|chann|     | length
            // +-------------------------------+---+-------+-+-----+-+-+-+-+---
            long bits = in.getLong(at);
            int rate = (int) (bits >>> 42) & 0xf;
            int header = (bits >>> 48 & 1) == 1 ? 7 : 9;
            int length = (int) (bits >>> 21) & 0x1fff;
            boolean single = (bits >>> 8 & 3) == 0;
            if (bits >>> 52 != 0xfff || (bits >>> 49 & 3) != 0 || rate >= AAC_RATES.length) {
                return null;
            }
            if (length <= header || !single) {
                return null;
            }
            int profile = (int) (bits >>> 46) & 3;
            int channels = (int) (bits >>> 38) & 7;
            var config =
                    Unpooled.buffer(2).writeShort((profile + 1) << 11 | rate << 7 | channels << 3);
            return new SoundFrame(length, header, 1_024, AAC_RATES[rate], config);
        }
    },

    /** ISO/IEC 11172-3, 2.4.1.3, and 13818-3. The header belongs to the frame. */
    MPEG_LAYER_3 {
        @Override
        @Nullable SoundFrame frame(ByteBuf in, int at) {
            int bits = in.getInt(at);
            int version = bits >>> 19 & 3;
            int rate = bits >>> 10 & 3;
            int bitrate = bits >>> 12 & 0xf;
            boolean layer3 = (bits >>> 17 & 3) == 1;
            if (bits >>> 21 != 0x7ff || version == 1 || !layer3 || rate == 3) {
                return null;
            }
            if (bitrate == 0 || bitrate == 15) {
                return null;
            }
            boolean first = version == 3;
            int hertz = MP3_RATES[rate] >> (first ? 0 : version == 2 ? 1 : 2);
            int kilobits = first ? FIRST_KILOBITS[bitrate] : SECOND_KILOBITS[bitrate];
            int padding = bits >>> 9 & 1;
            int length = (first ? 144_000 : 72_000) * kilobits / hertz + padding;
            return new SoundFrame(length, 0, first ? 1_152 : 576, hertz, null);
        }
    },

    /** AC-3 and E-AC-3 sync frames: ETSI TS 102 366, 4.4.1 and E.1.3.1. */
    DOLBY {
        @Override
        @Nullable SoundFrame frame(ByteBuf in, int at) {
            if (in.getUnsignedShort(at) != 0x0b77) {
                return null;
            }
            int sort = in.getUnsignedByte(at + 5) >> 3;
            return sort <= 10 ? ac3(in.getUnsignedByte(at + 4)) : eac3(in, at);
        }

        private @Nullable SoundFrame ac3(int code) {
            int rate = code >> 6;
            int size = (code & 0x3f) >> 1;
            if (rate == 3 || size >= AC3_KILOBITS.length) {
                return null;
            }
            int words = AC3_KILOBITS[size] * 96_000 / DOLBY_RATES[rate];
            int odd = rate == 1 ? code & 1 : 0;
            return new SoundFrame(2 * (words + odd), 0, 1_536, DOLBY_RATES[rate], null);
        }

        private SoundFrame eac3(ByteBuf in, int at) {
            int length = 2 * ((in.getUnsignedShort(at + 2) & 0x7ff) + 1);
            int code = in.getUnsignedByte(at + 4);
            int rate = code >> 6;
            int further = code >> 4 & 3;
            return rate == 3
                    ? new SoundFrame(length, 0, 1_536, DOLBY_RATES[further % 3] / 2, null)
                    : new SoundFrame(length, 0, BLOCKS[further] * 256, DOLBY_RATES[rate], null);
        }
    };

    /** So many bytes of a frame tell how long it is. */
    static final int HEADER = 8;

    static final int[] AAC_RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
        8_000, 7_350
    };
    private static final int[] MP3_RATES = {44_100, 48_000, 32_000};
    private static final int[] FIRST_KILOBITS = {
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
    };
    private static final int[] SECOND_KILOBITS = {
        0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
    };
    private static final int[] AC3_KILOBITS = {
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
    };
    private static final int[] DOLBY_RATES = {48_000, 44_100, 32_000};
    private static final int[] BLOCKS = {1, 2, 3, 6};

    /** The frame whose first {@link #HEADER} bytes are at an index, or null when none begins. */
    abstract @Nullable SoundFrame frame(ByteBuf in, int at);

    /**
     * What the beginning of a frame says.
     *
     * @param length of the whole frame in bytes
     * @param header bytes at its beginning that stay behind
     * @param samples it lasts, at {@code rate} a second
     * @param config what decoders are to be told first; null when frames say it all
     */
    record SoundFrame(int length, int header, int samples, int rate, @Nullable ByteBuf config) {}
}

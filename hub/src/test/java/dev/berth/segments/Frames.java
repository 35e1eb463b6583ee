package dev.berth.segments;

import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Frame.Role;
import dev.berth.media.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Frames of a few bytes, with configurations that are true. */
final class Frames {
    private static final String SMALL =
            "0142c00cffe100176742c00cda05067e7c0440000003004000000c83c50aa801000468ce0fc8";
    private static final String LARGE =
            "0142c01effe100196742c01eda0280bfe5c044000003000400000300c83c58ba8001000468ce0fc8";
    private static final String STEREO_48000 = "1190";

    private Frames() {}

    /** 320 by 180. */
    static Frame small() {
        return frame(Codec.H264, Role.CONFIG, 0, bytes(SMALL));
    }

    /** 640 by 360. */
    static Frame large() {
        return frame(Codec.H264, Role.CONFIG, 0, bytes(LARGE));
    }

    static Frame aac() {
        return frame(Codec.AAC, Role.CONFIG, 0, bytes(STEREO_48000));
    }

    static Frame key(long time) {
        return frame(Codec.H264, Role.KEY, time, bytes("0000000165"));
    }

    static Frame delta(long time) {
        return frame(Codec.H264, Role.DELTA, time, bytes("0000000141"));
    }

    static Frame sound(long time) {
        return frame(Codec.AAC, Role.KEY, time, bytes("2110"));
    }

    static Frame telephone(long time) {
        return frame(Codec.PCMA, Role.KEY, time, bytes("d5d5"));
    }

    /** In a codec that somebody made up. */
    static Frame invented(int number, long time) {
        return frame(new Codec(Kind.AUDIO, "flv:x" + number), Role.KEY, time, bytes("00"));
    }

    private static Frame frame(Codec codec, Role role, long time, ByteBuf data) {
        return new Frame(codec, 0, role, time, 0, 0, data);
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }
}

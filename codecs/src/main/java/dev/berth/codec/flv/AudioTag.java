package dev.berth.codec.flv;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * One track's part of an audio message or FLV tag: FLV 10.1, E.4.2, and enhanced RTMP v2, Enhanced
 * Audio.
 *
 * @param track 0 is the one everybody has
 * @param soundFlags rate, size and type, the low four bits of the first byte in FLV 10.1; 15 where
 *     an enhanced header does not say
 * @param timestampNanos to be added to the message's timestamp
 * @param data what is behind the header, a slice: it lives as long as the message, and is not to be
 *     released. For {@link PacketType#OTHER} the whole message.
 */
public record AudioTag(
        int track,
        FlvCodec codec,
        PacketType packet,
        int soundFlags,
        int timestampNanos,
        ByteBuf data) {
    /** 44 kHz, 16 bits, stereo: what FLV 10.1 has AAC always say, whatever it is. */
    public static final int DEFAULT_SOUND = 0xf;

    /**
     * The parts of a message, whose indices do not move: one unless it is a multitrack message,
     * none when it is empty. What nobody here knows is {@link PacketType#OTHER}.
     */
    public static List<AudioTag> read(ByteBuf message) throws Malformed {
        return AudioHeader.read(message);
    }

    /**
     * Writes all that comes before the data: the header of FLV 10.1 where that can say it, else an
     * enhanced one; nothing for {@link PacketType#OTHER}, whose data has it.
     *
     * @param multitrack whether a track other than 0 says so; without, it appears as the only one
     */
    public void writeHeader(ByteBuf out, boolean multitrack) {
        AudioHeader.write(this, out, multitrack && track > 0);
    }

    /** What must be sent to a decoder ahead of the frames. */
    public boolean isConfig() {
        return packet == PacketType.CONFIG || packet == PacketType.MULTICHANNEL_CONFIG;
    }

    /** The same without its nanoseconds, for players which could not read past them. */
    public AudioTag withoutNanos() {
        return new AudioTag(track, codec, packet, soundFlags, 0, data);
    }
}

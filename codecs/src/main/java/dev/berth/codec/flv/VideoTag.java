package dev.berth.codec.flv;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * One track's part of a video message or FLV tag: FLV 10.1, E.4.3, and enhanced RTMP v2, Enhanced
 * Video.
 *
 * @param track 0 is the one everybody has
 * @param compositionTime milliseconds from when the frame is decoded to when it is shown, 24 bits
 *     with their sign; 0 for codecs without
 * @param timestampNanos to be added to the message's timestamp
 * @param data what is behind the header, a slice: it lives as long as the message, and is not to be
 *     released. For {@link PacketType#OTHER} the whole message.
 */
public record VideoTag(
        int track,
        FlvCodec codec,
        FrameType frame,
        PacketType packet,
        int compositionTime,
        int timestampNanos,
        ByteBuf data) {

    /**
     * The parts of a message, whose indices do not move: one unless it is a multitrack message,
     * none when it is empty. Frames of type {@link FrameType#COMMAND}, and what nobody here knows,
     * are {@link PacketType#OTHER}.
     */
    public static List<VideoTag> read(ByteBuf message) throws Malformed {
        return VideoHeader.read(message);
    }

    /**
     * Writes all that comes before the data: the header of FLV 10.1 where that can say it, else an
     * enhanced one; nothing for {@link PacketType#OTHER}, whose data has it.
     *
     * @param multitrack whether a track other than 0 says so; without, it appears as the only one
     */
    public void writeHeader(ByteBuf out, boolean multitrack) {
        VideoHeader.write(this, out, multitrack && track > 0);
    }

    /** What must be sent to a decoder ahead of the frames. */
    public boolean isConfig() {
        return packet == PacketType.CONFIG || packet == PacketType.MPEG2TS_CONFIG;
    }

    /** Whether a player can begin here. */
    public boolean isKeyFrame() {
        return packet == PacketType.FRAMES
                && (frame == FrameType.KEY || frame == FrameType.GENERATED_KEY);
    }

    /** The same without its nanoseconds, for players which could not read past them. */
    public VideoTag withoutNanos() {
        return new VideoTag(track, codec, frame, packet, compositionTime, 0, data);
    }
}

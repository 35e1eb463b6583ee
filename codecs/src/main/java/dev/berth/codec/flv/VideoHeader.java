package dev.berth.codec.flv;

import static dev.berth.codec.flv.Wire.need;

import dev.berth.codec.Malformed;
import dev.berth.codec.flv.Wire.Part;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The bytes of {@link VideoTag}. */
final class VideoHeader {
    private static final int ENHANCED = 0x80;
    private static final int AVC = 7;

    /** Never in the standard, but what Chinese encoders and CDNs have long used for H.265. */
    private static final int HEVC = 12;

    private static final int SEQUENCE_START = 0;
    private static final int CODED_FRAMES = 1;
    private static final int SEQUENCE_END = 2;
    private static final int CODED_FRAMES_X = 3;
    private static final int METADATA = 4;
    private static final int MPEG2TS_SEQUENCE_START = 5;
    private static final int MULTITRACK = 6;

    private VideoHeader() {}

    static List<VideoTag> read(ByteBuf message) throws Malformed {
        if (!message.isReadable()) {
            return List.of();
        }
        int first = message.getUnsignedByte(message.readerIndex());
        var frame = FrameType.of((first >> 4) & 7);
        if (frame == null) {
            return List.of(other(message, FourCc.NONE, FrameType.INTER));
        }
        return first >= ENHANCED
                ? enhanced(message, frame, first & 0xf)
                : List.of(legacy(message, frame, first & 0xf));
    }

    static void write(VideoTag tag, ByteBuf out, boolean multitrack) {
        if (tag.packet() == PacketType.OTHER) {
            return;
        }
        if (!multitrack && tag.codec() instanceof LegacyId(int id)) {
            out.writeByte(tag.frame().id << 4 | id);
        } else if (!multitrack && tag.codec().equals(FourCc.AVC1) && hasLegacyForm(tag)) {
            writeAvc(tag, out);
        } else {
            writeEnhanced(tag, out, multitrack);
        }
    }

    /** FLV 10.1, E.4.3.1. */
    private static VideoTag legacy(ByteBuf message, FrameType frame, int codec) throws Malformed {
        return switch (codec) {
            case AVC -> nalUnits(message, frame, FourCc.AVC1);
            case HEVC -> nalUnits(message, frame, FourCc.HVC1);
            default ->
                    frame == FrameType.COMMAND
                            ? other(message, new LegacyId(codec), frame)
                            : frames(new LegacyId(codec), frame, behind(message, 1));
        };
    }

    private static VideoTag nalUnits(ByteBuf message, FrameType frame, FourCc codec)
            throws Malformed {
        if (frame == FrameType.COMMAND) {
            return other(message, codec, frame);
        }
        need(message, 2, "video header");
        int start = message.readerIndex();
        int type = message.getUnsignedByte(start + 1);
        if (type > SEQUENCE_END) {
            return other(message, codec, frame);
        }
        if (type == SEQUENCE_END && message.readableBytes() < 5) {
            return tag(codec, frame, PacketType.END, 0, behind(message, 2));
        }
        need(message, 5, "video header");
        int time = type == CODED_FRAMES ? message.getMedium(start + 2) : 0;
        return tag(codec, frame, packetType(type), time, behind(message, 5));
    }

    /** Enhanced RTMP v2, ExVideoTagHeader. */
    private static List<VideoTag> enhanced(ByteBuf message, FrameType frame, int type)
            throws Malformed {
        var in = behind(message, 1);
        var packet = Wire.packet(in, type);
        if (packet.type() == MULTITRACK) {
            return multitrack(message, in, frame, packet.nanos());
        }
        if (isOther(frame, packet.type())) {
            return List.of(other(message, FourCc.NONE, frame));
        }
        return tags(message, Wire.oneTrack(in), frame, packet.type(), packet.nanos());
    }

    private static List<VideoTag> multitrack(
            ByteBuf message, ByteBuf in, FrameType frame, int nanos) throws Malformed {
        need(in, 1, "multitrack header");
        int both = in.readUnsignedByte();
        int kind = both >> 4;
        int type = both & 0xf;
        if (type == MULTITRACK) {
            throw new Malformed("a multitrack message is inside another");
        }
        if (kind > Wire.MANY_TRACKS_MANY_CODECS || isOther(frame, type)) {
            return List.of(other(message, FourCc.NONE, frame));
        }
        return tags(message, Wire.tracks(in, kind), frame, type, nanos);
    }

    /** A command comes without a codec, and of a type nobody knows one cannot tell. */
    private static boolean isOther(FrameType frame, int type) {
        return type > MPEG2TS_SEQUENCE_START || (frame == FrameType.COMMAND && type != METADATA);
    }

    private static List<VideoTag> tags(
            ByteBuf message, List<Part> parts, FrameType frame, int type, int nanos)
            throws Malformed {
        var tags = new ArrayList<VideoTag>(parts.size());
        for (var part : parts) {
            if (type == CODED_FRAMES_X && !isKnown(part.codec())) {
                return List.of(other(message, part.codec(), frame));
            }
            tags.add(enhanced(part, frame, type, nanos));
        }
        return tags;
    }

    private static VideoTag enhanced(Part part, FrameType frame, int type, int nanos)
            throws Malformed {
        int time = 0;
        var body = part.body();
        if (type == CODED_FRAMES && hasCompositionTime(part.codec())) {
            need(body, 3, "composition time");
            time = body.getMedium(body.readerIndex());
            body = behind(body, 3);
        }
        return new VideoTag(part.track(), part.codec(), frame, packetType(type), time, nanos, body);
    }

    private static PacketType packetType(int type) {
        return switch (type) {
            case SEQUENCE_START -> PacketType.CONFIG;
            case CODED_FRAMES, CODED_FRAMES_X -> PacketType.FRAMES;
            case SEQUENCE_END -> PacketType.END;
            case METADATA -> PacketType.METADATA;
            case MPEG2TS_SEQUENCE_START -> PacketType.MPEG2TS_CONFIG;
            default -> PacketType.OTHER;
        };
    }

    private static int packetType(VideoTag tag) {
        return switch (tag.packet()) {
            case CONFIG -> SEQUENCE_START;
            case FRAMES -> saysCompositionTime(tag) ? CODED_FRAMES : CODED_FRAMES_X;
            case END -> SEQUENCE_END;
            case METADATA -> METADATA;
            case MPEG2TS_CONFIG -> MPEG2TS_SEQUENCE_START;
            case MULTICHANNEL_CONFIG, OTHER ->
                    throw new IllegalArgumentException("no video header says " + tag.packet());
        };
    }

    /** The X form saves three zeros where there would be a time. */
    private static boolean saysCompositionTime(VideoTag tag) {
        return tag.compositionTime() != 0 || !hasCompositionTime(tag.codec());
    }

    private static boolean hasCompositionTime(FlvCodec codec) {
        return codec.equals(FourCc.AVC1) || codec.equals(FourCc.HVC1) || codec.equals(FourCc.VVC1);
    }

    private static boolean isKnown(FourCc codec) {
        return hasCompositionTime(codec)
                || codec.equals(FourCc.AV01)
                || codec.equals(FourCc.VP08)
                || codec.equals(FourCc.VP09);
    }

    private static boolean hasLegacyForm(VideoTag tag) {
        return tag.timestampNanos() == 0
                && switch (tag.packet()) {
                    case CONFIG, FRAMES, END -> true;
                    default -> false;
                };
    }

    private static void writeAvc(VideoTag tag, ByteBuf out) {
        int type =
                switch (tag.packet()) {
                    case CONFIG -> SEQUENCE_START;
                    case FRAMES -> CODED_FRAMES;
                    default -> SEQUENCE_END;
                };
        out.writeByte(tag.frame().id << 4 | AVC).writeByte(type).writeMedium(tag.compositionTime());
    }

    private static void writeEnhanced(VideoTag tag, ByteBuf out, boolean multitrack) {
        int type = packetType(tag);
        int outer = multitrack ? MULTITRACK : type;
        int first = ENHANCED | tag.frame().id << 4;
        if (tag.timestampNanos() != 0) {
            out.writeByte(first | Wire.MODEX);
            Wire.writeNanos(out, tag.timestampNanos(), outer);
        } else {
            out.writeByte(first | outer);
        }
        Wire.writeTrack(out, tag.codec(), tag.track(), type, multitrack);
        if (type == CODED_FRAMES && hasCompositionTime(tag.codec())) {
            out.writeMedium(tag.compositionTime());
        }
    }

    private static VideoTag frames(FlvCodec codec, FrameType frame, ByteBuf data) {
        return tag(codec, frame, PacketType.FRAMES, 0, data);
    }

    private static VideoTag other(ByteBuf message, FlvCodec codec, FrameType frame) {
        return tag(codec, frame, PacketType.OTHER, 0, message.slice());
    }

    private static VideoTag tag(
            FlvCodec codec, FrameType frame, PacketType packet, int time, ByteBuf data) {
        return new VideoTag(0, codec, frame, packet, time, 0, data);
    }

    private static ByteBuf behind(ByteBuf message, int header) {
        return message.slice(message.readerIndex() + header, message.readableBytes() - header);
    }
}

package dev.berth.codec.flv;

import static dev.berth.codec.flv.Wire.need;

import dev.berth.codec.Malformed;
import dev.berth.codec.flv.Wire.Part;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The bytes of {@link AudioTag}. */
final class AudioHeader {
    private static final int MP3 = 2;
    private static final int ENHANCED = 9;
    private static final int AAC = 10;

    private static final int SEQUENCE_START = 0;
    private static final int CODED_FRAMES = 1;
    private static final int SEQUENCE_END = 2;
    private static final int MULTICHANNEL_CONFIG = 4;
    private static final int MULTITRACK = 5;

    private AudioHeader() {}

    static List<AudioTag> read(ByteBuf message) throws Malformed {
        if (!message.isReadable()) {
            return List.of();
        }
        int first = message.getUnsignedByte(message.readerIndex());
        int format = first >> 4;
        int low = first & 0xf;
        return format == ENHANCED ? enhanced(message, low) : List.of(legacy(message, format, low));
    }

    static void write(AudioTag tag, ByteBuf out, boolean multitrack) {
        if (tag.packet() == PacketType.OTHER) {
            return;
        }
        if (!multitrack && tag.codec() instanceof LegacyId(int id)) {
            out.writeByte(id << 4 | tag.soundFlags());
        } else if (!multitrack && isLegacyAac(tag)) {
            int type = tag.packet() == PacketType.CONFIG ? SEQUENCE_START : CODED_FRAMES;
            out.writeByte(AAC << 4 | tag.soundFlags()).writeByte(type);
        } else if (!multitrack && isLegacyMp3(tag)) {
            out.writeByte(MP3 << 4 | tag.soundFlags());
        } else {
            writeEnhanced(tag, out, multitrack);
        }
    }

    /** FLV 10.1, E.4.2.1. */
    private static AudioTag legacy(ByteBuf message, int format, int sound) throws Malformed {
        return switch (format) {
            case AAC -> aac(message, sound);
            case MP3 -> tag(FourCc.MP3, PacketType.FRAMES, sound, behind(message, 1));
            default -> tag(new LegacyId(format), PacketType.FRAMES, sound, behind(message, 1));
        };
    }

    private static AudioTag aac(ByteBuf message, int sound) throws Malformed {
        need(message, 2, "audio header");
        return switch (message.getUnsignedByte(message.readerIndex() + 1)) {
            case SEQUENCE_START -> tag(FourCc.MP4A, PacketType.CONFIG, sound, behind(message, 2));
            case CODED_FRAMES -> tag(FourCc.MP4A, PacketType.FRAMES, sound, behind(message, 2));
            default -> other(message, FourCc.MP4A);
        };
    }

    /** Enhanced RTMP v2, ExAudioTagHeader. */
    private static List<AudioTag> enhanced(ByteBuf message, int type) throws Malformed {
        var in = behind(message, 1);
        var packet = Wire.packet(in, type);
        if (packet.type() == MULTITRACK) {
            return multitrack(message, in, packet.nanos());
        }
        if (packetType(packet.type()) == PacketType.OTHER) {
            return List.of(other(message, FourCc.NONE));
        }
        return tags(Wire.oneTrack(in), packetType(packet.type()), packet.nanos());
    }

    private static List<AudioTag> multitrack(ByteBuf message, ByteBuf in, int nanos)
            throws Malformed {
        need(in, 1, "multitrack header");
        int both = in.readUnsignedByte();
        int kind = both >> 4;
        int type = both & 0xf;
        if (type == MULTITRACK) {
            throw new Malformed("a multitrack message is inside another");
        }
        if (kind > Wire.MANY_TRACKS_MANY_CODECS || packetType(type) == PacketType.OTHER) {
            return List.of(other(message, FourCc.NONE));
        }
        return tags(Wire.tracks(in, kind), packetType(type), nanos);
    }

    private static List<AudioTag> tags(List<Part> parts, PacketType packet, int nanos) {
        var tags = new ArrayList<AudioTag>(parts.size());
        for (var part : parts) {
            tags.add(enhanced(part, packet, nanos));
        }
        return tags;
    }

    private static AudioTag enhanced(Part part, PacketType packet, int nanos) {
        return new AudioTag(
                part.track(), part.codec(), packet, AudioTag.DEFAULT_SOUND, nanos, part.body());
    }

    private static PacketType packetType(int type) {
        return switch (type) {
            case SEQUENCE_START -> PacketType.CONFIG;
            case CODED_FRAMES -> PacketType.FRAMES;
            case SEQUENCE_END -> PacketType.END;
            case MULTICHANNEL_CONFIG -> PacketType.MULTICHANNEL_CONFIG;
            default -> PacketType.OTHER;
        };
    }

    private static int packetType(AudioTag tag) {
        return switch (tag.packet()) {
            case CONFIG -> SEQUENCE_START;
            case FRAMES -> CODED_FRAMES;
            case END -> SEQUENCE_END;
            case MULTICHANNEL_CONFIG -> MULTICHANNEL_CONFIG;
            case METADATA, MPEG2TS_CONFIG, OTHER ->
                    throw new IllegalArgumentException("no audio header says " + tag.packet());
        };
    }

    private static boolean isLegacyAac(AudioTag tag) {
        return tag.codec().equals(FourCc.MP4A)
                && tag.timestampNanos() == 0
                && (tag.packet() == PacketType.CONFIG || tag.packet() == PacketType.FRAMES);
    }

    private static boolean isLegacyMp3(AudioTag tag) {
        return tag.codec().equals(FourCc.MP3)
                && tag.timestampNanos() == 0
                && tag.packet() == PacketType.FRAMES;
    }

    private static void writeEnhanced(AudioTag tag, ByteBuf out, boolean multitrack) {
        int type = packetType(tag);
        int outer = multitrack ? MULTITRACK : type;
        if (tag.timestampNanos() != 0) {
            out.writeByte(ENHANCED << 4 | Wire.MODEX);
            Wire.writeNanos(out, tag.timestampNanos(), outer);
        } else {
            out.writeByte(ENHANCED << 4 | outer);
        }
        Wire.writeTrack(out, tag.codec(), tag.track(), type, multitrack);
    }

    private static AudioTag other(ByteBuf message, FlvCodec codec) {
        return tag(codec, PacketType.OTHER, AudioTag.DEFAULT_SOUND, message.slice());
    }

    private static AudioTag tag(FlvCodec codec, PacketType packet, int sound, ByteBuf data) {
        return new AudioTag(0, codec, packet, sound, 0, data);
    }

    private static ByteBuf behind(ByteBuf message, int header) {
        return message.slice(message.readerIndex() + header, message.readableBytes() - header);
    }
}

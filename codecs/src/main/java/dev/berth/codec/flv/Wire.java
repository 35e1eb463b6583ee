package dev.berth.codec.flv;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** What audio and video tags have in common on the wire. Enhanced RTMP v2. */
final class Wire {
    static final int ONE_TRACK = 0;
    static final int MANY_TRACKS = 1;
    static final int MANY_TRACKS_MANY_CODECS = 2;

    /** A track's number has one byte. */
    static final int MOST_TRACKS = 256;

    static final int MODEX = 7;

    private static final int TIMESTAMP_NANO = 0;
    private static final int NANO_BYTES = 3;

    private Wire() {}

    static void need(ByteBuf in, int bytes, String what) throws Malformed {
        if (in.readableBytes() < bytes) {
            throw new Malformed(
                    "%s needs %d bytes and %d are left".formatted(what, bytes, in.readableBytes()));
        }
    }

    /** A packet type, and the nanoseconds the ModEx signals ahead of it gave. */
    record Packet(int type, int nanos) {}

    /** One track's part of a message; a slice of it. */
    record Part(int track, FourCc codec, ByteBuf body) {}

    /** The packet type: {@code type} unless that announces ModEx signals. */
    static Packet packet(ByteBuf in, int type) throws Malformed {
        return type == MODEX ? modEx(in) : new Packet(type, 0);
    }

    /** The only track of a message which is not multitrack. */
    static List<Part> oneTrack(ByteBuf in) throws Malformed {
        return List.of(new Part(0, fourCc(in), in.slice()));
    }

    /** The tracks of a multitrack message, from behind the byte which says of what kind it is. */
    static List<Part> tracks(ByteBuf in, int kind) throws Malformed {
        if (kind == ONE_TRACK) {
            var codec = fourCc(in);
            return List.of(new Part(track(in), codec, in.slice()));
        }
        var parts = new ArrayList<Part>();
        var common = kind == MANY_TRACKS ? fourCc(in) : FourCc.NONE;
        while (in.isReadable()) {
            var codec = kind == MANY_TRACKS ? common : fourCc(in);
            int track = track(in);
            parts.add(new Part(track, codec, sized(in)));
            if (parts.size() > MOST_TRACKS) {
                throw new Malformed(
                        "a multitrack message has more than %d tracks".formatted(MOST_TRACKS));
            }
        }
        return parts;
    }

    private static int track(ByteBuf in) throws Malformed {
        need(in, 1, "track id");
        return in.readUnsignedByte();
    }

    private static ByteBuf sized(ByteBuf in) throws Malformed {
        need(in, 3, "track size");
        int size = in.readUnsignedMedium();
        need(in, size, "track");
        return in.readSlice(size);
    }

    /** Reads past the ModEx signals, of which only the one for nanoseconds has a meaning here. */
    private static Packet modEx(ByteBuf in) throws Malformed {
        int nanos = 0;
        int type = MODEX;
        while (type == MODEX) {
            int size = modExSize(in);
            need(in, size + 1, "ModEx");
            int next = in.getUnsignedByte(in.readerIndex() + size);
            if (next >> 4 == TIMESTAMP_NANO && size >= NANO_BYTES) {
                nanos = in.getUnsignedMedium(in.readerIndex());
            }
            in.skipBytes(size + 1);
            type = next & 0xf;
        }
        return new Packet(type, nanos);
    }

    private static int modExSize(ByteBuf in) throws Malformed {
        need(in, 1, "ModEx");
        int size = in.readUnsignedByte() + 1;
        if (size < 256) {
            return size;
        }
        need(in, 2, "ModEx");
        return in.readUnsignedShort() + 1;
    }

    /** Writes the ModEx signal for nanoseconds, and the packet type behind it. */
    static void writeNanos(ByteBuf out, int nanos, int packetType) {
        out.writeByte(NANO_BYTES - 1)
                .writeMedium(nanos)
                .writeByte(TIMESTAMP_NANO << 4 | packetType);
    }

    /** Writes the codec, and which track it is where there is more than one. */
    static void writeTrack(
            ByteBuf out, FlvCodec codec, int track, int packetType, boolean multitrack) {
        if (!(codec instanceof FourCc(int value))) {
            throw new IllegalArgumentException("codec %s has no enhanced form".formatted(codec));
        }
        if (multitrack) {
            out.writeByte(ONE_TRACK << 4 | packetType).writeInt(value).writeByte(track);
        } else {
            out.writeInt(value);
        }
    }

    private static FourCc fourCc(ByteBuf in) throws Malformed {
        need(in, 4, "FourCC");
        return new FourCc(in.readInt());
    }
}

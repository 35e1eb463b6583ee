package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables that say what a stream holds: 2.4.4. */
final class Tables {
    private static final int HEADER = 8;
    private static final int CRC = 4;
    private static final int NUMBER = 3;

    /** The table counts from now on, and is no announcement. */
    private static final int CURRENT = 1;

    private static final int ENTRY = 5;

    /** Where the map of a program says how long its own descriptors are. */
    private static final int PROGRAM_INFO = 10;

    /** More tracks than this are passed over: each costs memory. */
    private static final int MOST_TRACKS = 16;

    /** DVB's descriptors of AC-3 and E-AC-3: EN 300 468, annex D. */
    private static final int DVB_AC3 = 0x6a;

    private static final int DVB_EAC3 = 0x7a;

    private Tables() {}

    private static boolean valid(ByteBuf table, int id) {
        int start = table.readerIndex();
        int length = table.readableBytes();
        return length >= HEADER + CRC
                && table.getUnsignedByte(start) == id
                && (table.getByte(start + 5) & CURRENT) != 0
                && Crc.of(table, start, length) == 0;
    }

    /**
     * A program of the stream.
     *
     * @param pid where its map is
     */
    record Program(int number, int pid) {}

    /** The first program of an association table; null when it names none, or is no good. */
    static @Nullable Program program(ByteBuf table) {
        if (!valid(table, Ts.PAT_TABLE)) {
            return null;
        }
        int end = table.readerIndex() + table.readableBytes() - CRC;
        for (int at = table.readerIndex() + HEADER; at + 4 <= end; at += 4) {
            int number = table.getUnsignedShort(at);
            if (number != 0) { // 0 is the network's own
                return new Program(number, table.getUnsignedShort(at + 2) & 0x1fff);
            }
        }
        return null;
    }

    /** Whether a table is of that program. Several programs may have their maps in one place. */
    static boolean of(Program program, ByteBuf table) {
        return table.readableBytes() < HEADER
                || table.getUnsignedShort(table.readerIndex() + NUMBER) == program.number();
    }

    /** The tracks that the map of a program names; null when the table is no good. */
    static TsMessage.@Nullable Tracks tracks(ByteBuf table) {
        int start = table.readerIndex();
        if (!valid(table, Ts.PMT_TABLE) || table.readableBytes() < PROGRAM_INFO + 2 + CRC) {
            return null;
        }
        var tracks = new ArrayList<TsTrack>();
        var passedOver = new ArrayList<String>();
        int end = start + table.readableBytes() - CRC;
        int info = table.getUnsignedShort(start + PROGRAM_INFO) & 0xfff;
        int at = start + PROGRAM_INFO + 2 + info;
        while (at + ENTRY <= end) {
            int length = table.getUnsignedShort(at + 3) & 0xfff;
            int descriptors = at + ENTRY;
            if (descriptors + length > end) {
                return null;
            }
            var found = new Descriptors(table.slice(descriptors, length));
            track(table, at, found, tracks, passedOver);
            at = descriptors + length;
        }
        return new TsMessage.Tracks(tracks, passedOver);
    }

    private static void track(
            ByteBuf table,
            int at,
            Descriptors descriptors,
            List<TsTrack> tracks,
            List<String> passedOver) {
        int type = table.getUnsignedByte(at);
        int pid = table.getUnsignedShort(at + 1) & 0x1fff;
        var codec = codec(type, descriptors);
        boolean again = tracks.stream().anyMatch(track -> track.pid() == pid);
        boolean sound = codec != TsCodec.OPUS || descriptors.channels() > 0;
        if (codec != null && sound && !again && tracks.size() < MOST_TRACKS) {
            tracks.add(new TsTrack(pid, codec, descriptors.channels()));
        } else if (passedOver.size() < MOST_TRACKS) {
            passedOver.add(words(type, descriptors));
        }
    }

    private static @Nullable TsCodec codec(int type, Descriptors descriptors) {
        return switch (type) {
            case 0x1b -> TsCodec.H264;
            case 0x24 -> TsCodec.HEVC;
            case 0x0f -> TsCodec.AAC;
            case 0x03, 0x04 -> TsCodec.MP3;
            case 0x81 -> TsCodec.AC3;
            case 0x84, 0x87 -> TsCodec.EAC3;
            case 0x06 -> ofPrivateData(descriptors);
            default -> null;
        };
    }

    private static @Nullable TsCodec ofPrivateData(Descriptors descriptors) {
        return switch (descriptors.registration()) {
            case "Opus" -> TsCodec.OPUS;
            case "HEVC" -> TsCodec.HEVC;
            case "AC-3" -> TsCodec.AC3;
            case "EAC3" -> TsCodec.EAC3;
            default ->
                    descriptors.has(DVB_AC3)
                            ? TsCodec.AC3
                            : descriptors.has(DVB_EAC3) ? TsCodec.EAC3 : null;
        };
    }

    private static String words(int type, Descriptors descriptors) {
        var who = descriptors.registration();
        return "stream type 0x%02x".formatted(type) + (who.isEmpty() ? "" : " of " + who);
    }

    /** The descriptors of one track: 2.6. */
    private record Descriptors(ByteBuf all) {
        private static final int OPUS = 0x80;

        /** The index of the content of the first of its sort, or -1. */
        private int find(int tag, int least) {
            for (int at = 0; at + 2 <= all.readableBytes(); ) {
                int length = all.getUnsignedByte(at + 1);
                boolean whole = at + 2 + length <= all.readableBytes();
                if (whole && length >= least && all.getUnsignedByte(at) == tag) {
                    return at + 2;
                }
                at += 2 + length;
            }
            return -1;
        }

        boolean has(int tag) {
            return find(tag, 0) >= 0;
        }

        /** Four printable characters, or nothing. */
        String registration() {
            int at = find(Ts.REGISTRATION, 4);
            var text = at < 0 ? "" : all.toString(at, 4, StandardCharsets.US_ASCII);
            return text.chars().allMatch(c -> c > ' ' && c < 0x7f) ? text : "";
        }

        /** Of Opus; 0 when it is something else, or has channels that we do not know. */
        int channels() {
            int at = find(Ts.EXTENSION, 2);
            if (at < 0 || all.getUnsignedByte(at) != OPUS) {
                return 0;
            }
            int code = all.getUnsignedByte(at + 1);
            return code <= Opus.MOST_CHANNELS ? code : 0;
        }
    }
}

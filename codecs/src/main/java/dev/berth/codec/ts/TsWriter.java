package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a transport stream of one program: ISO/IEC 13818-1. What it appends are whole packets.
 * Keeps the continuity counters, and belongs to whoever writes the stream.
 */
public final class TsWriter {
    private static final int PROGRAM = 1;
    private static final int PMT_PID = 0x1000;
    private static final int NO_PID = 0x1fff;

    /** As many as the map has room for in one packet. */
    private static final int MOST_TRACKS = 8;

    private static final int ROOM = Ts.PACKET - Ts.HEADER;
    private static final int BEGINS = 0x4000;
    private static final int PAYLOAD = 0x10;
    private static final int ADAPTATION = 0x20;
    private static final int RANDOM_ACCESS = 0x40;
    private static final int CLOCK = 0x10;

    /** Of an adaptation field: its length, its flags, and a clock. */
    private static final int FLAGS_END = 2;

    private static final int CLOCK_END = 8;

    /** PTS alone, and PTS with DTS: 2.4.3.7. */
    private static final int SHOWN = 2;

    private static final int SHOWN_AND_DECODED = 3;

    /** The longest payload that a PES packet says the length of; video may be longer. */
    private static final int LONGEST_SAID = 0xffff;

    /** One track. */
    private static final class Lane {
        final TsTrack track;
        PayloadWriter payload;
        int counter;

        Lane(TsTrack track, PayloadWriter payload) {
            this.track = track;
            this.payload = payload;
        }
    }

    private final Map<Integer, Lane> lanes = new TreeMap<>();
    private final ByteBuf unit = Unpooled.buffer();
    private int patCounter;
    private int pmtCounter;
    private int version;
    private boolean told;

    public TsWriter() {}

    /**
     * Adds a track, or tells its configuration anew; it is named by the next tables.
     *
     * @param pid 32 to 8,190, but not 4,096; players take the tracks in the order of their PIDs
     * @param configuration what decoders are told first; null where there is no such thing
     * @throws Malformed when the configuration is missing or damaged, or cannot be said in a
     *     transport stream; then nothing changes
     */
    public void track(int pid, TsCodec codec, @Nullable ByteBuf configuration) throws Malformed {
        var payload = PayloadWriter.of(codec, configuration);
        int channels =
                codec != TsCodec.OPUS
                        ? 0
                        : configuration == null ? 2 : Opus.channels(configuration);
        var track = new TsTrack(pid, codec, channels);
        var known = lanes.get(pid);
        if (known != null && known.track.equals(track)) {
            known.payload = payload;
        } else if (known == null && lanes.size() == MOST_TRACKS) {
            throw new Malformed("more than %d tracks are to be written".formatted(MOST_TRACKS));
        } else {
            lanes.put(pid, new Lane(track, payload));
            version = told ? version + 1 & 0x1f : version;
            told = false;
        }
    }

    /** Whether there is such a track. */
    public boolean has(int pid) {
        return lanes.containsKey(pid);
    }

    /** Whether the clock goes along with this track: the first with pictures, or the first. */
    public boolean clocks(int pid) {
        return pid == clockPid();
    }

    private int clockPid() {
        return lanes.values().stream()
                .map(lane -> lane.track)
                .filter(track -> track.codec().video())
                .findFirst()
                .or(() -> lanes.values().stream().map(lane -> lane.track).findFirst())
                .map(TsTrack::pid)
                .orElse(NO_PID);
    }

    /** Appends what a player must have read before anything else. */
    public void tables(ByteBuf out) {
        var pat = section(Ts.PAT_TABLE, 0);
        pat.writeShort(PROGRAM).writeShort(0xe000 | PMT_PID);
        section(Ts.PAT_PID, patCounter++, pat, out);
        section(PMT_PID, pmtCounter++, map(), out);
        told = true;
    }

    private ByteBuf map() {
        var pmt = section(Ts.PMT_TABLE, version);
        pmt.writeShort(0xe000 | clockPid()).writeShort(0xf000);
        for (var lane : lanes.values()) {
            var descriptors = descriptors(lane.track);
            pmt.writeByte(lane.track.codec().streamType()).writeShort(0xe000 | lane.track.pid());
            pmt.writeShort(0xf000 | descriptors.readableBytes()).writeBytes(descriptors);
        }
        return pmt;
    }

    private static ByteBuf descriptors(TsTrack track) {
        var out = Unpooled.buffer();
        var registration = track.codec().registration();
        if (!registration.isEmpty()) {
            out.writeByte(Ts.REGISTRATION).writeByte(registration.length());
            out.writeCharSequence(registration, StandardCharsets.US_ASCII);
        }
        if (track.channels() > 0) {
            out.writeByte(Ts.EXTENSION).writeByte(2).writeByte(0x80).writeByte(track.channels());
        }
        return out;
    }

    /** Begins a section; its length and check sum come last. Stream and program are number 1. */
    private static ByteBuf section(int table, int version) {
        var out = Unpooled.buffer(ROOM);
        out.writeByte(table).writeShort(0).writeShort(PROGRAM);
        return out.writeByte(0xc1 | version << 1).writeShort(0);
    }

    /** Ends a section and appends its packet, or its packets. */
    private static void section(int pid, int counter, ByteBuf section, ByteBuf out) {
        section.setShort(1, 0xb000 | section.readableBytes() + 1);
        section.writeInt(Crc.of(section, 0, section.readableBytes()));
        out.writeByte(Ts.SYNC).writeShort(BEGINS | pid).writeByte(PAYLOAD | (counter & 0xf));
        out.writeByte(0).writeBytes(section);
        for (int left = ROOM - 1 - section.writerIndex(); left > 0; left--) {
            out.writeByte(0xff);
        }
    }

    /**
     * Appends an access unit in PES packets. Borrows the unit, whose indices do not move.
     *
     * @param key whether decoding may begin with it
     * @param pts when it is shown, in ticks of 90 kHz; 33 bits count
     * @param dts when it is decoded, likewise
     * @param clock the time now, likewise, which players are to go by; negative when it need not be
     *     said, or may not: only {@link #clocks a certain track} says it
     * @throws Malformed when the unit is not of the form that FLV and MP4 have; then nothing is
     *     appended
     */
    public void write(
            int pid, boolean key, long pts, long dts, long clock, ByteBuf data, ByteBuf out)
            throws Malformed {
        var lane = lanes.get(pid);
        if (lane == null) {
            throw new IllegalArgumentException("no track has PID " + pid);
        }
        unit.clear();
        header(lane.track.codec(), pts, dts);
        int begins = unit.writerIndex();
        lane.payload.write(data, key, unit);
        int length = unit.writerIndex() - 6;
        if (length > LONGEST_SAID && !lane.track.codec().video()) {
            throw new Malformed(
                    "an audio frame has %d bytes; a PES packet has room for %d"
                            .formatted(unit.writerIndex() - begins, LONGEST_SAID));
        }
        unit.setShort(4, length > LONGEST_SAID ? 0 : length);
        packets(lane, key, clock, out);
    }

    private void header(TsCodec codec, long pts, long dts) {
        boolean both = pts != dts;
        unit.writeMedium(1).writeByte(codec.streamId()).writeShort(0);
        unit.writeByte(0x84).writeByte(both ? 0xc0 : 0x80).writeByte(both ? 10 : 5);
        stamp(both ? SHOWN_AND_DECODED : SHOWN, pts);
        if (both) {
            stamp(1, dts);
        }
    }

    /** 33 bits among five markers. */
    private void stamp(int prefix, long time) {
        unit.writeByte(prefix << 4 | ((int) (time >> 29) & 0x0e) | 1);
        unit.writeShort(((int) (time >> 14) & 0xfffe) | 1);
        unit.writeShort(((int) (time << 1) & 0xfffe) | 1);
    }

    private void packets(Lane lane, boolean key, long clock, ByteBuf out) {
        int fields = clock >= 0 ? CLOCK_END : key ? FLAGS_END : 0;
        int count = (fields + unit.readableBytes() + ROOM - 1) / ROOM;
        out.ensureWritable(count * Ts.PACKET);
        packet(lane, BEGINS, fields, key, clock, out);
        while (unit.isReadable()) {
            packet(lane, 0, 0, false, -1, out);
        }
    }

    private void packet(Lane lane, int begins, int fields, boolean key, long clock, ByteBuf out) {
        int bytes = Math.min(ROOM - fields, unit.readableBytes());
        int adaptation = ROOM - bytes;
        int flags = PAYLOAD | (adaptation > 0 ? ADAPTATION : 0) | (lane.counter++ & 0xf);
        out.writeByte(Ts.SYNC).writeShort(begins | lane.track.pid()).writeByte(flags);
        adaptation(adaptation, key, clock, out);
        out.writeBytes(unit, bytes);
    }

    /** So many bytes of adaptation field, the length included: 2.4.3.4. */
    private static void adaptation(int size, boolean key, long clock, ByteBuf out) {
        if (size == 0) {
            return;
        }
        int end = out.writerIndex() + size;
        out.writeByte(size - 1);
        if (size > 1) {
            out.writeByte((key ? RANDOM_ACCESS : 0) | (clock >= 0 ? CLOCK : 0));
        }
        if (clock >= 0) {
            out.writeInt((int) (clock >> 1)).writeShort((int) (clock & 1) << 15 | 0x7e00);
        }
        while (out.writerIndex() < end) {
            out.writeByte(0xff);
        }
    }

    /** Appends the time now alone, for when no unit of the track that says it comes in time. */
    public void clock(long clock, ByteBuf out) {
        var lane = lanes.get(clockPid());
        if (lane != null) {
            out.writeByte(Ts.SYNC).writeShort(lane.track.pid());
            out.writeByte(ADAPTATION | ((lane.counter - 1) & 0xf));
            adaptation(ROOM, false, clock, out);
        }
    }
}

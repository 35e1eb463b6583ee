package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first program of a transport stream: ISO/IEC 13818-1. Refuses nothing: what is damaged
 * is passed over and counted, and the next packet may be a good one. Belongs to whoever reads the
 * stream of bytes.
 */
public final class TsReader implements AutoCloseable {
    private static final int COUNTER = 0xf;

    private final int maxHeldBytes;
    private final ByteBufAllocator allocator;
    private final Section pat = new Section();
    private final Section pmt = new Section();
    private final Map<Integer, Pes> tracks = new HashMap<>();
    private final Map<Integer, Integer> counters = new HashMap<>();
    private final Queue<TsMessage> messages = new ArrayDeque<>();
    private final Unwrapping times = new Unwrapping();
    private Tables.Program program = new Tables.Program(0, Ts.PAT_PID);
    private TsMessage.@Nullable Tracks told;
    private int held;
    private boolean inStep = true;
    private long skippedBytes;
    private long lostPackets;
    private long badPackets;
    private long badTables;
    private long lostUnits;

    /**
     * @param maxHeldBytes how much of unfinished access units is kept, of all tracks together; the
     *     unit that would go beyond is given up
     */
    public TsReader(int maxHeldBytes, ByteBufAllocator allocator) {
        this.maxHeldBytes = maxHeldBytes;
        this.allocator = allocator;
    }

    /**
     * The next message, or null while {@code in} ends before one does. What was not taken, less
     * than a packet, must be there again at the next call, with more behind it.
     */
    public @Nullable TsMessage next(ByteBuf in) {
        while (messages.isEmpty()) {
            if (!aligned(in)) {
                return null;
            }
            packet(in.readSlice(Ts.PACKET));
        }
        return messages.remove();
    }

    /** What has been missing so far. */
    public TsDamage damage() {
        return new TsDamage(skippedBytes, lostPackets, badPackets, badTables, lostUnits);
    }

    /**
     * Nothing more comes: makes an access unit of the last PES packet of each track, unless it
     * looks as if it had been cut off.
     */
    public void finish() {
        for (var track : tracks.values()) {
            if (track.rounded()) {
                end(track);
            } else {
                giveUp(track);
            }
        }
    }

    /** The next message after {@link #finish}, or null when there is none any more. */
    public @Nullable TsMessage last() {
        return messages.poll();
    }

    /** Releases what came of unfinished access units, and the samples that nobody took. */
    @Override
    public void close() {
        tracks.values().forEach(Pes::drop);
        for (var message = messages.poll(); message != null; message = messages.poll()) {
            if (message instanceof TsMessage.Sample sample) {
                sample.data().release();
            }
        }
    }

    /** Goes to the next packet; false when it is not all there. */
    private boolean aligned(ByteBuf in) {
        while (in.readableBytes() >= Ts.PACKET) {
            int here = in.readerIndex();
            if (in.getUnsignedByte(here) == Ts.SYNC && (inStep || confirmed(in, here))) {
                inStep = true;
                return true;
            }
            inStep = false;
            in.skipBytes(1);
            skippedBytes++;
        }
        return false;
    }

    /** Any byte may look like a sync byte: a packet further there must be another. */
    private static boolean confirmed(ByteBuf in, int at) {
        int next = at + Ts.PACKET;
        return next >= in.writerIndex() || in.getUnsignedByte(next) == Ts.SYNC;
    }

    private void packet(ByteBuf bytes) {
        var packet = Packet.read(bytes);
        if (packet == null) {
            badPackets++;
        } else if (followed(packet.pid()) && goesOn(packet)) {
            payload(packet);
        }
    }

    private boolean followed(int pid) {
        return pid == Ts.PAT_PID || pid == program.pid() || tracks.containsKey(pid);
    }

    /**
     * Whether the packet is news, and not the one before it sent twice. Counts what is missing in
     * front of it: 2.4.3.3.
     */
    private boolean goesOn(Packet packet) {
        if (!packet.payload().isReadable()) {
            return false;
        }
        var before = counters.put(packet.pid(), packet.counter());
        if (before == null || packet.discontinuous()) {
            return true;
        }
        if (before == packet.counter()) {
            return false;
        }
        int missing = packet.counter() - before - 1 & COUNTER;
        if (missing > 0) {
            lostPackets += missing;
            gap(packet.pid());
        }
        return true;
    }

    private void gap(int pid) {
        var track = tracks.get(pid);
        if (track != null) {
            giveUp(track);
        } else {
            (pid == Ts.PAT_PID ? pat : pmt).drop();
        }
    }

    private void giveUp(Pes track) {
        lostUnits += track.held() > 0 ? 1 : 0;
        held -= track.held();
        track.drop();
    }

    private void payload(Packet packet) {
        var track = tracks.get(packet.pid());
        if (track != null) {
            unit(track, packet);
        } else if (packet.pid() == Ts.PAT_PID) {
            pat.add(packet.payload(), packet.begins());
            for (var table = pat.next(); table != null; table = pat.next()) {
                programs(table);
            }
        } else {
            pmt.add(packet.payload(), packet.begins());
            for (var table = pmt.next(); table != null; table = pmt.next()) {
                program(table);
            }
        }
    }

    private void unit(Pes track, Packet packet) {
        if (packet.begins()) {
            end(track);
            track.begin(packet.entry());
        }
        int before = track.held();
        if (held + packet.payload().readableBytes() > maxHeldBytes) {
            giveUp(track);
            return;
        }
        track.more(packet.payload(), packet.filled());
        held += track.held() - before;
        if (track.whole()) {
            end(track);
        }
    }

    private void end(Pes track) {
        held -= track.held();
        if (!track.end(messages::add)) {
            lostUnits++;
        }
    }

    private void programs(ByteBuf table) {
        var first = Tables.program(table);
        if (first == null) {
            badTables++;
        } else if (!first.equals(program)) {
            program = first;
            pmt.drop();
        }
    }

    private void program(ByteBuf table) {
        if (!Tables.of(program, table)) {
            return;
        }
        var next = Tables.tracks(table);
        if (next == null) {
            badTables++;
        } else if (!next.equals(told)) {
            change(next);
        }
    }

    /** Tracks that stay as they were go on in the middle of an access unit. */
    private void change(TsMessage.Tracks next) {
        var before = told == null ? List.<TsTrack>of() : told.tracks();
        for (var track : before) {
            var pes = next.tracks().contains(track) ? null : tracks.remove(track.pid());
            if (pes != null) {
                giveUp(pes);
                counters.remove(track.pid());
            }
        }
        for (var track : next.tracks()) {
            tracks.computeIfAbsent(
                    track.pid(),
                    pid -> new Pes(PayloadReader.of(track, allocator), allocator, times));
        }
        told = next;
        messages.add(next);
    }
}

package dev.berth.media;

import dev.berth.codec.Malformed;
import dev.berth.codec.ts.TsCodec;
import dev.berth.codec.ts.TsWriter;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the transport stream of one stream. The tables stand before every key frame, so that
 * readers may begin there, and among sound alone every half second; the clock is never older than
 * 100 ms while frames come. Guarded by the stream's lock, but for {@link #opening}, which uses
 * nothing of it.
 */
final class TsPackager implements Packager {
    private static final int FIRST_PICTURES = 0x100;
    private static final int FIRST_SOUND = 0x200;
    private static final int MOST_TRACKS = 0x100;

    /** Ticks of 90 kHz in a millisecond. */
    private static final int TICKS = 90;

    /** Frames are there so long before they are decoded, in milliseconds; 2.4.2.6 allows 1 s. */
    private static final int LEAD = 500;

    private static final int TABLES_EVERY = 500;

    /** With the frames that tell the time, and with others when those are too seldom. */
    private static final int CLOCK_EVERY = 40;

    private static final int CLOCK_AT_LEAST_EVERY = 80;

    /** The clock never goes back, but for a step like this, which is another clock's. */
    private static final int STEP_BACK = 2_000;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final TsWriter writer = new TsWriter();
    private final Map<Integer, TsCodec> tracks = new HashMap<>();
    private long tablesAt = NEVER;
    private long clockAt = NEVER;

    TsPackager(Headers headers) {
        headers.frames().forEach(this::tell);
    }

    /** With pictures every beginning is a key frame, which has the tables before it anyway. */
    @Override
    public void opening(Headers headers, long time, ByteBuf out) {
        boolean pictures =
                headers.frames().stream().anyMatch(header -> header.kind() == Kind.VIDEO);
        if (!pictures) {
            var first = new TsPackager(headers);
            if (!first.tracks.isEmpty()) {
                first.writer.tables(out);
            }
        }
    }

    @Override
    public void frame(Frame frame, ByteBuf out) {
        if (frame.role() == Frame.Role.CONFIG) {
            tell(frame);
        } else if (frame.role() != Frame.Role.OPAQUE) {
            carry(frame, out);
        }
    }

    private void carry(Frame frame, ByteBuf out) {
        int pid = pid(frame);
        var codec = TsPackaging.codec(frame.codec());
        if (codec.isPresent() && tracks.get(pid) != codec.get()) {
            track(pid, codec.get(), null);
        }
        if (tracks.isEmpty()) {
            return;
        }
        tables(frame, out);
        if (codec.isPresent() && tracks.get(pid) == codec.get()) {
            write(pid, frame, out);
        }
    }

    private static int pid(Frame frame) {
        return (frame.kind() == Kind.VIDEO ? FIRST_PICTURES : FIRST_SOUND) + frame.track();
    }

    private void tell(Frame header) {
        if (header.kind() != Kind.DATA && header.track() < MOST_TRACKS) {
            TsPackaging.codec(header.codec())
                    .ifPresent(codec -> track(pid(header), codec, header.data()));
        }
    }

    /** Adds a track, or tells its configuration anew. What cannot be said stays unheard. */
    private void track(int pid, TsCodec codec, @Nullable ByteBuf configuration) {
        try {
            writer.track(pid, codec, configuration);
            if (tracks.put(pid, codec) != codec) {
                tablesAt = NEVER;
            }
        } catch (Malformed unsaid) {
            // Frames of a track without a configuration help no player, and are left out as well.
        }
    }

    private void tables(Frame frame, ByteBuf out) {
        if (frame.startsPicture() || due(frame.time() - tablesAt, TABLES_EVERY)) {
            writer.tables(out);
            tablesAt = frame.time();
        }
    }

    private void write(int pid, Frame frame, ByteBuf out) {
        long dts = (frame.time() + LEAD) * TICKS;
        long pts = dts + (long) frame.offset() * TICKS;
        try {
            boolean key = frame.role() == Frame.Role.KEY;
            writer.write(pid, key, pts, dts, clock(pid, frame, out), frame.data(), out);
        } catch (Malformed broken) {
            // One frame less, as if it had been lost on its way here.
        }
    }

    /** The time to say with a frame, or -1. Says it without one when that is overdue. */
    private long clock(int pid, Frame frame, ByteBuf out) {
        boolean along = writer.clocks(pid);
        if (!due(frame.time() - clockAt, along ? CLOCK_EVERY : CLOCK_AT_LEAST_EVERY)) {
            return -1;
        }
        clockAt = frame.time();
        if (along) {
            return frame.time() * TICKS;
        }
        writer.clock(frame.time() * TICKS, out);
        return -1;
    }

    /** Tracks are not in step: a frame that is a little older than the one before is no news. */
    private static boolean due(long age, int every) {
        return age >= every || age <= -STEP_BACK;
    }
}

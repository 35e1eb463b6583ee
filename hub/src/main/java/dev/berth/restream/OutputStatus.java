package dev.berth.restream;

import dev.berth.media.Line;
import dev.berth.media.SinkStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an output is doing.
 *
 * @param id names it as long as the hub runs
 * @param name what its owner calls it; empty when that is nothing
 * @param from the source, as anybody may see it
 * @param to the target, as anybody may see it: without its key
 * @param backup the other ingest, likewise; null when there is none
 * @param onBackup whether that is the one in use
 * @param stream the hub's stream in between
 * @param order what it is to do
 * @param change when its schedule next changes that; null when it never does
 * @param since when it came to be in this state
 * @param figures of the connection it has at the moment
 * @param reconnects how many times it had to begin anew since it was started
 * @param stability null when there is too little to say
 * @param problem what ails it, in one sentence; null when nothing does
 */
public record OutputStatus(
        String id,
        String name,
        String from,
        String to,
        @Nullable String backup,
        boolean onBackup,
        String stream,
        OutputState state,
        Order order,
        @Nullable Instant change,
        Instant since,
        SinkStatus figures,
        int reconnects,
        @Nullable Stability stability,
        @Nullable String problem) {
    /** How many are being sent to. */
    public int clients() {
        return figures.clients();
    }

    /** What they are sent together. */
    public long bitsPerSecond() {
        return figures.bitsPerSecond();
    }

    /** What was sent since the last (re)connection. */
    public long bytes() {
        return figures.bytes();
    }

    /** How far the slowest is behind. */
    public long queueBytes() {
        return figures.queueBytes();
    }

    /** Frames not sent because somebody was slow, since the last (re)connection. */
    public long droppedFrames() {
        return figures.droppedFrames();
    }

    /**
     * From a frame's arrival in the hub until it is handed to the kernel for the slowest; it grows
     * while that takes nothing.
     */
    public long delayMillis() {
        return figures.delayMillis();
    }

    /** The round trip to the slowest; 0 where it is not known. */
    public double rttMillis() {
        return line().rttMicros() / 1_000.0;
    }

    /** Segments that had to be sent again over the connections there are. */
    public long retransmits() {
        return line().retransmits();
    }

    private Line line() {
        var known = figures.line();
        return known == null ? Line.UNKNOWN : known;
    }
}

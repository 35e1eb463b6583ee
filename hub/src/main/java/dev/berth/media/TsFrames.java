package dev.berth.media;

import dev.berth.codec.ts.TsDamage;
import dev.berth.codec.ts.TsMessage;
import dev.berth.codec.ts.TsMessage.Sample;
import dev.berth.codec.ts.TsMessage.Tracks;
import dev.berth.codec.ts.TsReader;
import dev.berth.codec.ts.TsTrack;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Frames out of an MPEG-2 transport stream. Nothing in it is refused; what is damaged is counted,
 * and what nobody here reads is named. Belongs to whoever reads the stream of bytes.
 */
public final class TsFrames implements AutoCloseable {
    /** What unfinished access units of all tracks may hold: a very large key frame, and more. */
    private static final int MOST_HELD = 16 << 20;

    /** Ticks of 90 kHz in a millisecond. */
    private static final int TICKS = 90;

    /** In FLV, AAC and MP3 of any sort are said to be 44 kHz, 16 bits, stereo: annex E.4.2.1. */
    private static final int SOUND_LAYOUT = 0xf;

    private final TsReader reader = new TsReader(MOST_HELD, ByteBufAllocator.DEFAULT);
    private final Consumer<Frame> to;
    private final Map<TsTrack, Integer> numbers = new HashMap<>();
    private List<String> passedOver = List.of();
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;

    /**
     * @param to takes each frame over, on the thread that brings the bytes; its time is the
     *     sender's clock in milliseconds, and goes on where the sender's 33 bits wrap
     */
    public TsFrames(Consumer<Frame> to) {
        this.to = to;
    }

    /** Takes more of a stream that is cut anywhere, as HTTP cuts it. Borrows the bytes. */
    public void more(ByteBuf bytes) {
        var in = rest.isReadable() ? Unpooled.copiedBuffer(rest, bytes) : bytes.slice();
        read(in);
        rest = in.isReadable() ? Unpooled.copiedBuffer(in) : Unpooled.EMPTY_BUFFER;
    }

    /** Takes a datagram, which holds whole packets. Borrows it. */
    public void datagram(ByteBuf bytes) {
        read(bytes.slice());
    }

    /** No bytes will come any more: hands on the last access units, unless they were cut off. */
    public void finish() {
        reader.finish();
        for (var next = reader.last(); next != null; next = reader.last()) {
            on(next);
        }
    }

    /** What did not arrive whole. */
    public TsDamage damage() {
        return reader.damage();
    }

    /** The tracks that nobody here reads, in words. */
    public List<String> passedOver() {
        return passedOver;
    }

    /** Releases what came of unfinished access units. */
    @Override
    public void close() {
        reader.close();
    }

    private void read(ByteBuf in) {
        for (var next = reader.next(in); next != null; next = reader.next(in)) {
            on(next);
        }
    }

    private void on(TsMessage message) {
        switch (message) {
            case Tracks tracks -> number(tracks);
            case Sample sample -> to.accept(frame(sample));
        }
    }

    /** Tracks of a kind are numbered in the order of the program's map. */
    private void number(Tracks tracks) {
        numbers.clear();
        int pictures = 0;
        int sounds = 0;
        for (var track : tracks.tracks()) {
            numbers.put(track, track.codec().video() ? pictures++ : sounds++);
        }
        passedOver = tracks.passedOver();
    }

    private Frame frame(Sample sample) {
        var codec = TsPackaging.codec(sample.track().codec());
        long time = milliseconds(sample.dts());
        return new Frame(
                codec,
                numbers.getOrDefault(sample.track(), 0),
                role(sample.role()),
                time,
                (int) (milliseconds(sample.pts()) - time),
                codec.equals(Codec.AAC) || codec.equals(Codec.MP3) ? SOUND_LAYOUT : 0,
                sample.data());
    }

    /** To the nearest one, each for itself, so that errors do not add up. */
    private static long milliseconds(long ticks) {
        return Math.floorDiv(ticks + TICKS / 2, TICKS);
    }

    private static Frame.Role role(TsMessage.Role role) {
        return switch (role) {
            case CONFIG -> Frame.Role.CONFIG;
            case KEY -> Frame.Role.KEY;
            case DELTA -> Frame.Role.DELTA;
            case DISPOSABLE -> Frame.Role.DISPOSABLE;
        };
    }
}

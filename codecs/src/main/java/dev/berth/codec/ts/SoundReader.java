package dev.berth.codec.ts;

import dev.berth.codec.ts.SoundSyntax.SoundFrame;
import dev.berth.codec.ts.TsMessage.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames of audio out of PES packets, which hold several of them, and parts of them. A packet's
 * time is that of the first frame which begins in it: 2.4.3.7.
 */
final class SoundReader implements PayloadReader {
    /** In one PES packet: more than a minute of it. */
    private static final int MOST = 4_096;

    private final TsTrack track;
    private final SoundSyntax syntax;
    private @Nullable ByteBuf config;

    /** A frame that goes on in the next packet: less than 8 KiB, the most that any header says. */
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;

    private long start = Ts.NO_TIME;
    private long samples;

    SoundReader(TsTrack track, SoundSyntax syntax) {
        this.track = track;
        this.syntax = syntax;
    }

    @Override
    public boolean read(PesTime at, ByteBuf payload, Consumer<TsMessage> to) {
        int old = rest.readableBytes();
        var in = old == 0 ? payload.slice() : Unpooled.copiedBuffer(rest, payload);
        boolean sense = true;
        boolean timed = at.pts() == Ts.NO_TIME;
        int left = MOST;
        while (left > 0 && in.readableBytes() >= SoundSyntax.HEADER) {
            if (!timed && in.readerIndex() >= old) {
                start(at.pts());
                timed = true;
            }
            var frame = syntax.frame(in, in.readerIndex());
            if (frame == null) {
                in.skipBytes(1);
                sense = false;
            } else if (frame.length() > in.readableBytes()) {
                break;
            } else {
                accept(frame, in.readSlice(frame.length()), to);
                left--;
            }
        }
        rest = left > 0 ? Unpooled.copiedBuffer(in) : Unpooled.EMPTY_BUFFER;
        return sense && left > 0;
    }

    @Override
    public void gap() {
        rest = Unpooled.EMPTY_BUFFER;
    }

    private void start(long pts) {
        start = pts;
        samples = 0;
    }

    private void accept(SoundFrame frame, ByteBuf bytes, Consumer<TsMessage> to) {
        if (start == Ts.NO_TIME) {
            return;
        }
        long time = start + samples * Ts.CLOCK / frame.rate();
        var news = frame.config();
        if (news != null && !news.equals(config)) {
            config = news;
            to.accept(new TsMessage.Sample(track, Role.CONFIG, time, time, news.copy()));
        }
        var data = Unpooled.copiedBuffer(bytes.skipBytes(frame.header()));
        to.accept(new TsMessage.Sample(track, Role.KEY, time, time, data));
        samples += frame.samples();
    }
}

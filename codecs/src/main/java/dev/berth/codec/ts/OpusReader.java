package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import dev.berth.codec.ts.TsMessage.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/** Opus packets, each behind the control header of ETSI TS 101 154 / "Opus in MPEG-TS", 4. */
final class OpusReader implements PayloadReader {
    /** In one PES packet: some seconds of the shortest there are. */
    private static final int MOST = 1_000;

    private final TsTrack track;
    private boolean told;
    private long time = Ts.NO_TIME;

    OpusReader(TsTrack track) {
        this.track = track;
    }

    @Override
    public boolean read(PesTime at, ByteBuf payload, Consumer<TsMessage> to) {
        time = at.pts() == Ts.NO_TIME ? time : at.pts();
        if (time == Ts.NO_TIME) {
            return false;
        }
        tell(to);
        try {
            var in = payload.slice();
            for (int left = MOST; in.isReadable() && left > 0; left--) {
                var packet = Opus.packet(in);
                var data = Unpooled.copiedBuffer(packet);
                to.accept(new TsMessage.Sample(track, Role.KEY, time, time, data));
                time += Opus.ticks(packet);
            }
            return !in.isReadable();
        } catch (Malformed damaged) {
            return false;
        }
    }

    private void tell(Consumer<TsMessage> to) {
        if (!told) {
            told = true;
            var head = Opus.head(track.channels());
            to.accept(new TsMessage.Sample(track, Role.CONFIG, time, time, head));
        }
    }
}

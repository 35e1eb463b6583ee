package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import dev.berth.codec.ts.TsMessage.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/** Opus packets, each behind the control header of ETSI TS 101 154 / "Opus in MPEG-TS", 4. */
final class OpusReader implements PayloadReader {
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
            while (in.isReadable()) {
                var packet = Opus.packet(in);
                var data = Unpooled.copiedBuffer(packet);
                to.accept(new TsMessage.Sample(track, Role.KEY, time, time, data));
                time += Opus.ticks(packet);
            }
            return true;
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

package dev.berth.http;

import dev.berth.media.Publication;
import dev.berth.media.TsFrames;
import io.netty.buffer.ByteBuf;

/** An MPEG-2 transport stream. Whatever is damaged in it is left out. */
final class TsIntake implements Intake {
    private final TsFrames frames;

    TsIntake(Publication into) {
        frames = new TsFrames(into::write);
    }

    @Override
    public void take(ByteBuf some) {
        frames.more(some);
    }

    @Override
    public void finish() {
        frames.finish();
    }

    @Override
    public void close() {
        frames.close();
    }
}

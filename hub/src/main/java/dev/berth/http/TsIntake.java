package dev.berth.http;

import dev.berth.codec.Malformed;
import dev.berth.media.Frame;
import dev.berth.media.Publication;
import dev.berth.media.TsFrames;
import io.netty.buffer.ByteBuf;

/** An MPEG-2 transport stream. Whatever is damaged in it is left out. */
final class TsIntake implements Intake {
    private final Publication into;
    private final TsFrames frames = new TsFrames(this::write);
    private boolean empty = true;

    TsIntake(Publication into) {
        this.into = into;
    }

    private void write(Frame frame) {
        empty = false;
        into.write(frame);
    }

    @Override
    public void take(ByteBuf some) {
        frames.more(some);
    }

    @Override
    public void finish() throws Malformed {
        frames.finish();
        if (empty) {
            throw new Malformed(
                    "an MPEG transport stream with a picture or a sound in a codec that is read here"
                            + " was wanted, and none was found in it");
        }
    }

    @Override
    public void close() {
        frames.close();
    }
}

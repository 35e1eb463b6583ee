package dev.berth.rtmp;

import dev.berth.codec.Malformed;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.media.FlvTags;
import dev.berth.media.Frame;
import dev.berth.media.Publication;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** The media messages of one message stream, on their way into a publication. */
final class Ingest {
    private final Publication publication;
    private final Consumer<Frame> frames;

    Ingest(Publication publication) {
        this.publication = publication;
        this.frames = publication::write;
    }

    Publication publication() {
        return publication;
    }

    void audio(RtmpMessage.Audio message) throws Malformed {
        write(FlvTags.AUDIO, message.timestamp(), message.payload());
    }

    void video(RtmpMessage.Video message) throws Malformed {
        write(FlvTags.VIDEO, message.timestamp(), message.payload());
    }

    void data(RtmpMessage.Data message) throws Malformed {
        write(FlvTags.DATA, message.timestamp(), message.payload());
    }

    /** Borrows the body. */
    private void write(int type, long time, ByteBuf body) throws Malformed {
        FlvTags.read(type, time, body, frames);
    }
}

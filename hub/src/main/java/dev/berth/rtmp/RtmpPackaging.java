package dev.berth.rtmp;

import dev.berth.codec.amf.Amf;
import dev.berth.codec.amf.Amf0Writer;
import dev.berth.codec.rtmp.RtmpWriter;
import dev.berth.media.FlvTags;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Packager;
import dev.berth.media.Packaging;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Frames as RTMP messages with full chunk headers, which mean the same to everybody who is sent the
 * same stream id and chunk size.
 *
 * @param stream the message stream they are sent on
 * @param chunkSize payload bytes of a chunk
 * @param publishing whether they go to a server, which wants its metadata in a
 *     {@code @setDataFrame}
 * @param multitrack whether the other side can tell tracks apart; those who cannot get the first of
 *     each kind
 */
record RtmpPackaging(int stream, int chunkSize, boolean publishing, boolean multitrack)
        implements Packaging, Packager {
    private static final int LARGEST_HEADER = 32;
    private static final long CLOCK = 0xffff_ffffL;

    @Override
    public Packager packager(Headers headers) {
        return this;
    }

    @Override
    public void opening(Headers headers, long time, ByteBuf out) {
        headers.frames().forEach(header -> frame(header.at(time), out));
    }

    @Override
    public void frame(Frame frame, ByteBuf out) {
        if (frame.track() > 0 && !multitrack) {
            return;
        }
        var head = Unpooled.buffer(LARGEST_HEADER);
        if (publishing && frame.metadata()) {
            Amf0Writer.write(head, Amf.str("@setDataFrame"));
        }
        FlvTags.header(frame, head);
        int type = FlvTags.type(frame);
        RtmpWriter.share(
                out,
                chunkSize,
                chunkStream(type),
                type,
                stream,
                frame.time() & CLOCK,
                head,
                frame.data());
    }

    private static int chunkStream(int type) {
        return switch (type) {
            case FlvTags.AUDIO -> RtmpWriter.AUDIO_STREAM;
            case FlvTags.VIDEO -> RtmpWriter.VIDEO_STREAM;
            default -> RtmpWriter.DATA_STREAM;
        };
    }
}

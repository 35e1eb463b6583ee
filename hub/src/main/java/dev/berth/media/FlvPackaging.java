package dev.berth.media;

import dev.berth.codec.flv.FlvWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * Frames as the tags of an FLV file, for those who were sent the file's header. Of several tracks
 * of a kind they get the first: nobody has agreed with them on more.
 */
public record FlvPackaging() implements Packaging, Packager {
    private static final int LARGEST_HEADER = 32;

    /** Tags have times of 32 bits, and begin anew after 49.7 days. */
    private static final long CLOCK = 0xffff_ffffL;

    /**
     * Why frames of this codec are left out: one sentence with a way out; nothing when they are
     * not.
     */
    public static Optional<String> refusal(Codec codec) {
        return FlvTags.carries(codec)
                ? Optional.empty()
                : Optional.of(
                        "FLV has no code for "
                                + codec
                                + "; publish the stream in another codec, such as H.264 and AAC");
    }

    @Override
    public Packager packager(Headers headers) {
        return this;
    }

    /** Metadata counts as a file's own only at time zero; later, FFmpeg takes it for subtitles. */
    @Override
    public void opening(Headers headers, long time, ByteBuf out) {
        headers.frames().forEach(header -> frame(header.at(header.metadata() ? 0 : time), out));
    }

    @Override
    public void frame(Frame frame, ByteBuf out) {
        boolean data = frame.kind() == Kind.DATA;
        if (frame.track() > 0 || !(data || FlvTags.carries(frame.codec()))) {
            return;
        }
        var head = Unpooled.buffer(LARGEST_HEADER);
        FlvTags.header(frame, head);
        FlvWriter.tag(out, FlvTags.type(frame), frame.time() & CLOCK, head, frame.data());
    }
}

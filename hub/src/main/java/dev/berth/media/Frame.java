package dev.berth.media;

import io.netty.buffer.ByteBuf;

/**
 * One access unit, or what belongs beside one. H.264, HEVC and VVC units are NAL units with the
 * length prefix that their configuration record names; AAC is raw (no ADTS), AV1 is a temporal unit
 * in low-overhead form.
 *
 * @param codec how it is coded
 * @param track 0 for the first track of its kind, 1 and up for further ones (enhanced RTMP
 *     multitrack)
 * @param role what it is good for
 * @param time decoding time in milliseconds; in a stream it never wraps
 * @param offset presentation time less decoding time, in milliseconds
 * @param layout the low four bits of an FLV sound header (rate, size, channels): the only
 *     description some audio codecs have; 0 elsewhere
 * @param data the bytes; whoever holds the frame owns one reference to them
 */
public record Frame(
        Codec codec, int track, Role role, long time, int offset, int layout, ByteBuf data) {

    /** What a frame is good for. */
    public enum Role {
        /**
         * A decoder must have it before it can start: sequence header, codec private data, stream
         * metadata.
         */
        CONFIG,
        /** Decodable by itself. Every audio frame is. */
        KEY,
        /** Needs the frames before it. */
        DELTA,
        /** Needs the frames before it, and nothing needs it. */
        DISPOSABLE,
        /**
         * The whole body of an FLV tag that has no meaning outside FLV; only FLV readers get it.
         */
        OPAQUE
    }

    public Kind kind() {
        return codec.kind();
    }

    /** Whether a reader of a stream with pictures may start here. */
    public boolean startsPicture() {
        return kind() == Kind.VIDEO && role == Role.KEY && track == 0;
    }

    /** Stream metadata, as opposed to other script data. */
    public boolean metadata() {
        return kind() == Kind.DATA && role == Role.CONFIG;
    }

    public int size() {
        return data.readableBytes();
    }

    /** The same bytes at another time. The reference to the bytes goes along with it. */
    public Frame at(long moved) {
        return moved == time ? this : new Frame(codec, track, role, moved, offset, layout, data);
    }

    /** A further owner of the same bytes. */
    public Frame retain() {
        data.retain();
        return this;
    }

    /** Gives this owner's reference back. */
    public void release() {
        data.release();
    }
}

package dev.berth.codec.rtmp;

import dev.berth.codec.amf.Amf;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * What the two sides of an RTMP connection say to each other.
 *
 * <p>Messages with a payload belong to whoever {@link RtmpReader#next} gave them to, who must
 * {@link #release} them, or hand the payload on. Timestamps are absolute milliseconds, unsigned 32
 * bits in a long; they wrap.
 *
 * @see <a href="https://rtmp.veriskope.com/docs/spec/">RTMP 1.0</a>
 */
public sealed interface RtmpMessage {
    /** Gives the payload back. There is nothing to give back unless the message has one. */
    default void release() {}

    /** The chunks behind this one are up to {@code size} bytes long. Section 5.4.1. */
    record SetChunkSize(int size) implements RtmpMessage {}

    /** The unfinished message on {@code chunkStream} will not be finished. Section 5.4.2. */
    record Abort(int chunkStream) implements RtmpMessage {}

    /** So many bytes arrived, modulo 2^32. Section 5.4.3. */
    record Acknowledgement(long sequence) implements RtmpMessage {}

    /** Acknowledge at the latest every {@code size} bytes. Section 5.4.4. */
    record WindowAcknowledgementSize(int size) implements RtmpMessage {}

    /** Leave no more than {@code size} bytes unacknowledged. Section 5.4.5. */
    record SetPeerBandwidth(int size, Limit limit) implements RtmpMessage {}

    /** How a {@link SetPeerBandwidth} is meant. */
    enum Limit {
        /** No more than this. */
        HARD(0),
        /** No more than this, nor than what was said before. */
        SOFT(1),
        /** As hard if the one before was hard, else of no meaning. */
        DYNAMIC(2);

        final int id;

        Limit(int id) {
            this.id = id;
        }
    }

    /**
     * An event about a stream or the connection. Section 7.1.7; those not named here are {@link
     * Unknown}.
     *
     * @param first the message stream, or the timestamp of a ping
     * @param second the buffer length in milliseconds for {@link #SET_BUFFER_LENGTH}, else 0
     */
    record UserControl(int event, long first, long second) implements RtmpMessage {
        public static final int STREAM_BEGIN = 0;
        public static final int STREAM_EOF = 1;
        public static final int STREAM_DRY = 2;
        public static final int SET_BUFFER_LENGTH = 3;
        public static final int STREAM_IS_RECORDED = 4;
        public static final int PING_REQUEST = 6;
        public static final int PING_RESPONSE = 7;

        /** An event which says one thing. */
        public UserControl(int event, long first) {
            this(event, first, 0);
        }
    }

    /**
     * A call, or the answer to one. Section 7.1.1. Written as AMF 0 always.
     *
     * @param stream the message stream, 0 for the connection
     * @param transaction the number the answer repeats, 0 when none is wanted
     * @param arguments everything behind the transaction: the command object, often null, comes
     *     first
     */
    record Command(int stream, String name, double transaction, List<Amf> arguments)
            implements RtmpMessage {
        /** Keeps a copy of the arguments. */
        public Command {
            arguments = List.copyOf(arguments);
        }

        /** What stands at a place, or undefined when the command is shorter. */
        public Amf argument(int place) {
            return place < arguments.size() ? arguments.get(place) : Amf.undefined();
        }
    }

    /**
     * A call of the stream's listeners, such as onMetaData: AMF 0 bytes as they came. Section
     * 7.1.2.
     */
    record Data(int stream, long timestamp, ByteBuf payload) implements RtmpMessage {
        @Override
        public void release() {
            payload.release();
        }
    }

    /** What {@link dev.berth.codec.flv.AudioTag} reads. Section 7.1.4. */
    record Audio(int stream, long timestamp, ByteBuf payload) implements RtmpMessage {
        @Override
        public void release() {
            payload.release();
        }
    }

    /** What {@link dev.berth.codec.flv.VideoTag} reads. Section 7.1.5. */
    record Video(int stream, long timestamp, ByteBuf payload) implements RtmpMessage {
        @Override
        public void release() {
            payload.release();
        }
    }

    /** What has no meaning here, shared objects for one. */
    record Unknown(int type, int stream, long timestamp, ByteBuf payload) implements RtmpMessage {
        @Override
        public void release() {
            payload.release();
        }
    }
}

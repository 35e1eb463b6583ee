package dev.berth.codec.rtmp;

import dev.berth.codec.amf.Amf;
import dev.berth.codec.amf.Amf0Writer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes RTMP messages as chunks. Belongs to whoever writes one direction of one connection.
 *
 * <p>Every message begins with a full header (format 0), so what is written never depends on what
 * was written before, and {@link #share} may be mixed with {@link #write}.
 */
public final class RtmpWriter {
    /** {@link #share}: type of {@link RtmpMessage.Audio}. */
    public static final int AUDIO = MessageType.AUDIO;

    /** {@link #share}: type of {@link RtmpMessage.Video}. */
    public static final int VIDEO = MessageType.VIDEO;

    /** {@link #share}: type of {@link RtmpMessage.Data}. */
    public static final int DATA = MessageType.DATA;

    /** The chunk stream of protocol control messages, the only one the protocol fixes. */
    public static final int CONTROL_STREAM = 2;

    /** The chunk stream we send commands on. */
    public static final int COMMAND_STREAM = 3;

    /** The chunk stream we send audio on. */
    public static final int AUDIO_STREAM = 4;

    /** The chunk stream we send data on. */
    public static final int DATA_STREAM = 5;

    /** The chunk stream we send video on. */
    public static final int VIDEO_STREAM = 6;

    /** The longest message 24 bits can announce. */
    public static final int LARGEST_MESSAGE = 0xff_ffff;

    private static final int FULL_HEADER = 12;
    private static final int CONTINUATION = 0xc0;
    private static final int EXTENDED = 0xff_ffff;

    private int chunkSize = 128;

    /** Begins with the chunk size every connection begins with. */
    public RtmpWriter() {}

    /** How long the payload of a chunk may be. 128 until a Set Chunk Size is written. */
    public int chunkSize() {
        return chunkSize;
    }

    /**
     * Writes one message behind what {@code out} has. A Set Chunk Size is obeyed from the next one
     * on. A payload is copied: its indices do not move and the message still belongs to the caller.
     */
    public void write(RtmpMessage message, ByteBuf out) {
        switch (message) {
            case RtmpMessage.SetChunkSize(int size) -> setChunkSize(size, out);
            case RtmpMessage.Abort(int id) -> control(MessageType.ABORT, id, out);
            case RtmpMessage.Acknowledgement(long sequence) ->
                    control(MessageType.ACKNOWLEDGEMENT, (int) sequence, out);
            case RtmpMessage.WindowAcknowledgementSize(int size) ->
                    control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, size, out);
            case RtmpMessage.SetPeerBandwidth bandwidth -> peerBandwidth(bandwidth, out);
            case RtmpMessage.UserControl event -> userControl(event, out);
            case RtmpMessage.Command command -> command(command, out);
            case RtmpMessage.Data(int stream, long time, var payload) ->
                    whole(out, DATA_STREAM, MessageType.DATA, stream, time, payload);
            case RtmpMessage.Audio(int stream, long time, var payload) ->
                    whole(out, AUDIO_STREAM, MessageType.AUDIO, stream, time, payload);
            case RtmpMessage.Video(int stream, long time, var payload) ->
                    whole(out, VIDEO_STREAM, MessageType.VIDEO, stream, time, payload);
            case RtmpMessage.Unknown(int type, int stream, long time, var payload) ->
                    whole(out, streamOf(type), type, stream, time, payload);
        }
    }

    /**
     * Writes one media message behind what {@code out} has, with headers which mean the same to
     * whoever reads them, whatever came before: many players with one chunk size may share them.
     * The payload is {@code head} then {@code body}; neither buffer's indices move.
     *
     * @param chunkStream 2 to 63, such as {@link #VIDEO_STREAM}
     * @param type such as {@link #VIDEO}
     */
    public static void share(
            ByteBuf out,
            int chunkSize,
            int chunkStream,
            int type,
            int stream,
            long timestamp,
            ByteBuf head,
            ByteBuf body) {
        int length = checkedLength(head.readableBytes(), body.readableBytes());
        boolean extended = (timestamp & 0xffff_ffffL) >= EXTENDED;
        out.ensureWritable(room(length, chunkSize, extended));
        out.writeByte(chunkStream);
        out.writeMedium(extended ? EXTENDED : (int) timestamp);
        out.writeMedium(length).writeByte(type).writeIntLE(stream);
        extendedTime(out, extended, timestamp);
        int end = Math.min(length, chunkSize);
        copy(out, head, body, 0, end);
        for (int at = end; at < length; at = end) {
            out.writeByte(CONTINUATION | chunkStream);
            extendedTime(out, extended, timestamp);
            end = Math.min(length, at + chunkSize);
            copy(out, head, body, at, end);
        }
    }

    private static int checkedLength(int head, int body) {
        int length = Math.addExact(head, body);
        if (length > LARGEST_MESSAGE) {
            throw new IllegalArgumentException(
                    "a message has %d bytes; RTMP allows %d".formatted(length, LARGEST_MESSAGE));
        }
        return length;
    }

    /** How many bytes {@link #share} writes. */
    private static int room(int length, int chunkSize, boolean extended) {
        int time = extended ? 4 : 0;
        int continuations = length == 0 ? 0 : (length - 1) / chunkSize;
        return FULL_HEADER + time + continuations * (1 + time) + length;
    }

    /** Section 5.3.1.3: repeated with every chunk, or Flash would not read on. */
    private static void extendedTime(ByteBuf out, boolean extended, long timestamp) {
        if (extended) {
            out.writeInt((int) timestamp);
        }
    }

    /** Copies the bytes {@code from} to {@code to} of {@code head} and {@code body} together. */
    private static void copy(ByteBuf out, ByteBuf head, ByteBuf body, int from, int to) {
        int ofHead = Math.clamp(head.readableBytes() - from, 0, to - from);
        if (ofHead > 0) {
            out.writeBytes(head, head.readerIndex() + from, ofHead);
        }
        int ofBody = to - from - ofHead;
        if (ofBody > 0) {
            out.writeBytes(body, body.readerIndex() + to - ofBody - head.readableBytes(), ofBody);
        }
    }

    private void whole(
            ByteBuf out, int chunkStream, int type, int stream, long timestamp, ByteBuf payload) {
        share(out, chunkSize, chunkStream, type, stream, timestamp, payload, Unpooled.EMPTY_BUFFER);
    }

    private void setChunkSize(int size, ByteBuf out) {
        if (size < 1) {
            throw new IllegalArgumentException("a chunk cannot have %d bytes".formatted(size));
        }
        control(MessageType.SET_CHUNK_SIZE, size, out);
        chunkSize = Math.min(size, LARGEST_MESSAGE);
    }

    private static void control(int type, int value, ByteBuf out) {
        header(out, type, 4).writeInt(value);
    }

    private static void peerBandwidth(RtmpMessage.SetPeerBandwidth bandwidth, ByteBuf out) {
        header(out, MessageType.SET_PEER_BANDWIDTH, 5)
                .writeInt(bandwidth.size())
                .writeByte(bandwidth.limit().id);
    }

    private static void userControl(RtmpMessage.UserControl event, ByteBuf out) {
        boolean two = event.event() == RtmpMessage.UserControl.SET_BUFFER_LENGTH;
        header(out, MessageType.USER_CONTROL, two ? 10 : 6)
                .writeShort(event.event())
                .writeInt((int) event.first());
        if (two) {
            out.writeInt((int) event.second());
        }
    }

    /**
     * Control messages are on message stream 0 and have no time. No chunk is too short for them.
     */
    private static ByteBuf header(ByteBuf out, int type, int length) {
        return out.writeByte(CONTROL_STREAM)
                .writeMedium(0)
                .writeMedium(length)
                .writeByte(type)
                .writeInt(0);
    }

    private void command(RtmpMessage.Command command, ByteBuf out) {
        var payload = out.alloc().buffer();
        try {
            Amf0Writer.write(payload, Amf.str(command.name()));
            Amf0Writer.write(payload, Amf.num(command.transaction()));
            Amf0Writer.writeAll(payload, command.arguments());
            whole(out, COMMAND_STREAM, MessageType.COMMAND, command.stream(), 0, payload);
        } finally {
            payload.release();
        }
    }

    private static int streamOf(int type) {
        return type < MessageType.AUDIO ? CONTROL_STREAM : DATA_STREAM;
    }
}

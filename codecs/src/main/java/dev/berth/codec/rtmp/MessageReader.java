package dev.berth.codec.rtmp;

import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.amf.Amf0Reader;
import dev.berth.codec.amf.AmfLimits;
import io.netty.buffer.ByteBuf;

/** Reads the payload of one message whose chunks are put together. Keeps nothing between them. */
final class MessageReader {
    private static final int NO_EVENT = 2;

    private final Amf0Reader amf;

    MessageReader(AmfLimits limits) {
        amf = new Amf0Reader(limits);
    }

    /** Takes the payload over: it is in the message, or released. */
    RtmpMessage read(int type, int stream, long timestamp, ByteBuf payload) throws Malformed {
        return switch (type) {
            case MessageType.AUDIO -> new RtmpMessage.Audio(stream, timestamp, payload);
            case MessageType.VIDEO -> new RtmpMessage.Video(stream, timestamp, payload);
            case MessageType.DATA -> new RtmpMessage.Data(stream, timestamp, payload);
            case MessageType.DATA_AMF3 ->
                    new RtmpMessage.Data(stream, timestamp, withoutFormat(payload));
            default ->
                    carriesNoBytes(type, payload)
                            ? readAndRelease(type, stream, payload)
                            : new RtmpMessage.Unknown(type, stream, timestamp, payload);
        };
    }

    private static boolean carriesNoBytes(int type, ByteBuf payload) {
        return switch (type) {
            case MessageType.SET_CHUNK_SIZE,
                    MessageType.ABORT,
                    MessageType.ACKNOWLEDGEMENT,
                    MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE,
                    MessageType.SET_PEER_BANDWIDTH,
                    MessageType.COMMAND,
                    MessageType.COMMAND_AMF3 ->
                    true;
            case MessageType.USER_CONTROL -> userControlBytes(payload) > NO_EVENT;
            default -> false;
        };
    }

    private RtmpMessage readAndRelease(int type, int stream, ByteBuf payload) throws Malformed {
        try {
            return switch (type) {
                case MessageType.COMMAND -> command(stream, payload);
                case MessageType.COMMAND_AMF3 -> command(stream, withoutFormat(payload));
                case MessageType.USER_CONTROL -> userControl(payload);
                default -> control(type, payload);
            };
        } finally {
            payload.release();
        }
    }

    private static RtmpMessage control(int type, ByteBuf payload) throws Malformed {
        need(payload, 4, type);
        long value = payload.readUnsignedInt();
        return switch (type) {
            case MessageType.SET_CHUNK_SIZE -> new RtmpMessage.SetChunkSize(chunkSize(value));
            case MessageType.ABORT -> new RtmpMessage.Abort(clamp(value));
            case MessageType.ACKNOWLEDGEMENT -> new RtmpMessage.Acknowledgement(value);
            case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE ->
                    new RtmpMessage.WindowAcknowledgementSize(clamp(value));
            default -> new RtmpMessage.SetPeerBandwidth(clamp(value), limit(payload));
        };
    }

    private static int chunkSize(long value) throws Malformed {
        if (value == 0 || value > Integer.MAX_VALUE) {
            throw new Malformed(
                    "Set Chunk Size says %d; 1 to %d are allowed"
                            .formatted(value, Integer.MAX_VALUE));
        }
        return (int) value;
    }

    /** Old peers leave the limit type out. */
    private static RtmpMessage.Limit limit(ByteBuf payload) throws Malformed {
        if (!payload.isReadable()) {
            return RtmpMessage.Limit.DYNAMIC;
        }
        int limit = payload.readUnsignedByte();
        return switch (limit) {
            case 0 -> RtmpMessage.Limit.HARD;
            case 1 -> RtmpMessage.Limit.SOFT;
            case 2 -> RtmpMessage.Limit.DYNAMIC;
            default -> throw new Malformed("Set Peer Bandwidth has limit type " + limit);
        };
    }

    private static RtmpMessage userControl(ByteBuf payload) throws Malformed {
        need(payload, userControlBytes(payload), MessageType.USER_CONTROL);
        int event = payload.readUnsignedShort();
        long first = payload.readUnsignedInt();
        return new RtmpMessage.UserControl(
                event,
                first,
                event == RtmpMessage.UserControl.SET_BUFFER_LENGTH ? payload.readUnsignedInt() : 0);
    }

    /** How long an event is, its own two bytes included. */
    private static int userControlBytes(ByteBuf payload) {
        if (payload.readableBytes() < NO_EVENT) {
            return NO_EVENT;
        }
        return switch (payload.getUnsignedShort(payload.readerIndex())) {
            case RtmpMessage.UserControl.SET_BUFFER_LENGTH -> NO_EVENT + 8;
            case RtmpMessage.UserControl.STREAM_BEGIN,
                    RtmpMessage.UserControl.STREAM_EOF,
                    RtmpMessage.UserControl.STREAM_DRY,
                    RtmpMessage.UserControl.STREAM_IS_RECORDED,
                    RtmpMessage.UserControl.PING_REQUEST,
                    RtmpMessage.UserControl.PING_RESPONSE ->
                    NO_EVENT + 4;
            default -> NO_EVENT;
        };
    }

    private RtmpMessage command(int stream, ByteBuf payload) throws Malformed {
        var values = amf.readAll(payload);
        if (values.isEmpty() || !(values.getFirst() instanceof Amf.Str(var name))) {
            throw new Malformed("a command does not begin with its name");
        }
        if (values.size() == 1) {
            return new RtmpMessage.Command(stream, name, 0, values.subList(1, 1));
        }
        if (!(values.get(1) instanceof Amf.Num(var transaction))) {
            throw new Malformed("command '%s' has no transaction number".formatted(name));
        }
        return new RtmpMessage.Command(stream, name, transaction, values.subList(2, values.size()));
    }

    /**
     * Flash put a 0 ahead of the AMF 0 values of an AMF 3 message; nobody ever sent another format.
     */
    private static ByteBuf withoutFormat(ByteBuf payload) {
        boolean has = payload.isReadable() && payload.getByte(payload.readerIndex()) == 0;
        return has ? payload.skipBytes(1) : payload;
    }

    private static int clamp(long value) {
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    private static void need(ByteBuf payload, int bytes, int type) throws Malformed {
        if (payload.readableBytes() < bytes) {
            throw new Malformed(
                    "RTMP message of type %d needs %d bytes and has %d"
                            .formatted(type, bytes, payload.readableBytes()));
        }
    }
}

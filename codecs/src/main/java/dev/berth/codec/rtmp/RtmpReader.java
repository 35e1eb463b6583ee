package dev.berth.codec.rtmp;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads RTMP messages out of chunks. Keeps the chunk state of one direction of one connection, and
 * belongs to whoever reads that connection. After {@link Malformed} it can only be closed.
 */
public final class RtmpReader implements AutoCloseable {
    private static final int FIRST_CHUNK_SIZE = 128;
    private static final int EXTENDED = 0xff_ffff;
    private static final int EXTENDED_BYTES = 4;
    private static final int CONTINUATION = 3;

    /** How long the message header is, by format: RTMP 1.0, sections 5.3.1.2.1 to 5.3.1.2.4. */
    private static final int[] MESSAGE_HEADER = {11, 7, 3, 0};

    private final RtmpLimits limits;
    private final ByteBufAllocator allocator;
    private final MessageReader messages;
    private final @Nullable ChunkStream[] near = new @Nullable ChunkStream[64];
    private final Map<Integer, ChunkStream> far = new HashMap<>();
    private int streams;
    private int chunkSize = FIRST_CHUNK_SIZE;
    private long held;
    private long bytesRead;
    private @Nullable ChunkStream current;
    private int chunkLeft;
    private @Nullable Aggregate aggregate;

    public RtmpReader(RtmpLimits limits, ByteBufAllocator allocator) {
        this.limits = limits;
        this.allocator = allocator;
        this.messages = new MessageReader(limits.amf());
    }

    /**
     * The next whole message, or null while {@code in} ends before one does. Payload is taken as it
     * comes; at most the 18 bytes of a chunk header are left in {@code in} until their rest is
     * there, so the caller keeps what was not read. The message is the caller's to release.
     */
    public @Nullable RtmpMessage next(ByteBuf in) throws Malformed {
        int before = in.readerIndex();
        try {
            return read(in);
        } finally {
            bytesRead += in.readerIndex() - before;
        }
    }

    /** How many bytes were taken since the handshake: what acknowledgements count. */
    public long bytesRead() {
        return bytesRead;
    }

    /** Whether a chunk has begun of which bytes lack. */
    public boolean unfinished() {
        return current != null;
    }

    /** Releases what came of unfinished messages. */
    @Override
    public void close() {
        for (var stream : near) {
            if (stream != null) {
                stream.abort();
            }
        }
        far.values().forEach(ChunkStream::abort);
        endAggregate();
    }

    private @Nullable RtmpMessage read(ByteBuf in) throws Malformed {
        while (true) {
            var part = nextPart();
            if (part != null) {
                return part;
            }
            var stream = current == null ? header(in) : current;
            if (stream == null || !payload(in, stream)) {
                return null;
            }
            var message = stream.missing() == 0 ? message(stream) : null;
            if (message != null) {
                return message;
            }
        }
    }

    private @Nullable RtmpMessage nextPart() throws Malformed {
        if (aggregate == null) {
            return null;
        }
        var part = aggregate.next(messages, allocator);
        if (part == null) {
            endAggregate();
        }
        return part;
    }

    private void endAggregate() {
        if (aggregate != null) {
            aggregate.close();
            aggregate = null;
        }
    }

    /**
     * The chunk stream whose chunk comes next, or null while its header is not all there: then
     * nothing was taken.
     */
    private @Nullable ChunkStream header(ByteBuf in) throws Malformed {
        //  0 1 2 3 4 5 6 7
        // +-+-+-+-+-+-+-+-+
        // |fmt|  stream   |   0: the id is 64 + the next byte
        // +-+-+-+-+-+-+-+-+   1: the id is 64 + the next two, low byte first
        if (!in.isReadable()) {
            return null;
        }
        int start = in.readerIndex();
        int first = in.getUnsignedByte(start);
        int format = first >> 6;
        int fields = start + basicHeader(first & 0x3f);
        int end = fields + MESSAGE_HEADER[format];
        if (in.writerIndex() < end) {
            return null;
        }
        var stream = stream(id(in, start, first & 0x3f));
        boolean whole =
                format == CONTINUATION
                        ? goesOn(in, stream, end)
                        : starts(in, stream, format, fields);
        return whole ? begin(in, stream) : null;
    }

    private static int basicHeader(int id) {
        return switch (id) {
            case 0 -> 2;
            case 1 -> 3;
            default -> 1;
        };
    }

    private static int id(ByteBuf in, int start, int id) {
        return switch (id) {
            case 0 -> 64 + in.getUnsignedByte(start + 1);
            case 1 -> 64 + in.getUnsignedShortLE(start + 1);
            default -> id;
        };
    }

    private ChunkStream stream(int id) throws Malformed {
        var known = id < near.length ? near[id] : far.get(id);
        return known == null ? newStream(id) : known;
    }

    private ChunkStream newStream(int id) throws Malformed {
        if (++streams > limits.chunkStreams()) {
            throw new Malformed(
                    "more than %d chunk streams are in use".formatted(limits.chunkStreams()));
        }
        var stream = new ChunkStream(id);
        if (id < near.length) {
            near[id] = stream;
        } else {
            far.put(id, stream);
        }
        return stream;
    }

    /**
     * A chunk with a message header: formats 0 to 2. False while the extended time is not there.
     */
    private static boolean starts(ByteBuf in, ChunkStream stream, int format, int at)
            throws Malformed {
        if (stream.unfinished()) {
            throw new Malformed(
                    "a message begins on chunk stream %d while %d bytes of the one before it lack"
                            .formatted(stream.id, stream.missing()));
        }
        if (format == 2 && !stream.begun) {
            throw neverBegan(stream);
        }
        int end = at + MESSAGE_HEADER[format];
        int field = in.getUnsignedMedium(at);
        boolean extended = field == EXTENDED;
        if (extended && in.writerIndex() < end + EXTENDED_BYTES) {
            return false;
        }
        long time = extended ? in.getUnsignedInt(end) : field;
        stream.time(format == 0 ? time : stream.timestamp + time, time, extended);
        if (format < 2) {
            stream.message(in.getUnsignedMedium(at + 3), in.getUnsignedByte(at + 6));
        }
        if (format == 0) {
            stream.stream = in.getIntLE(at + 7);
        }
        in.readerIndex(extended ? end + EXTENDED_BYTES : end);
        return true;
    }

    /**
     * A chunk without a header: more of a message, or a new one just like the last, later by the
     * same delta (which is the timestamp itself behind format 0: section 5.3.1.2.4). False while it
     * cannot be told where its header ends.
     */
    private static boolean goesOn(ByteBuf in, ChunkStream stream, int end) throws Malformed {
        if (!stream.begun) {
            throw neverBegan(stream);
        }
        int repeated = stream.extended ? repeatedTime(in, stream.delta, end) : 0;
        if (repeated < 0) {
            return false;
        }
        in.readerIndex(end + repeated);
        if (!stream.unfinished()) {
            stream.time(stream.timestamp + stream.delta, stream.delta, stream.extended);
        }
        return true;
    }

    /**
     * How many bytes repeat the extended time: 4 as section 5.3.1.3 wants it, or 0 with the peers
     * that leave it out, or -1 while what is there could be either.
     */
    private static int repeatedTime(ByteBuf in, long time, int at) {
        int there = Math.min(EXTENDED_BYTES, in.writerIndex() - at);
        for (int i = 0; i < there; i++) {
            if (in.getByte(at + i) != (byte) (time >> (24 - 8 * i))) {
                return 0;
            }
        }
        return there == EXTENDED_BYTES ? EXTENDED_BYTES : -1;
    }

    private static Malformed neverBegan(ChunkStream stream) {
        return new Malformed(
                "chunk stream %d goes on with a message which never began".formatted(stream.id));
    }

    /** Makes room for the message unless this is more of it, and says how long the chunk is. */
    private ChunkStream begin(ByteBuf in, ChunkStream stream) throws Malformed {
        if (!stream.unfinished()) {
            if (stream.length > limits.messageSize()) {
                throw new Malformed(
                        "a message of %d bytes is announced; %d are allowed"
                                .formatted(stream.length, limits.messageSize()));
            }
            stream.begin(allocator, in.readableBytes());
        }
        current = stream;
        chunkLeft = Math.min(chunkSize, stream.missing());
        return stream;
    }

    /** Takes what is there of the chunk, and says whether that was all of it. */
    private boolean payload(ByteBuf in, ChunkStream stream) throws Malformed {
        int bytes = Math.min(chunkLeft, in.readableBytes());
        held += bytes;
        if (held > 2L * limits.messageSize()) {
            throw new Malformed(
                    "unfinished messages hold more than %d bytes"
                            .formatted(2L * limits.messageSize()));
        }
        stream.take(in, bytes);
        chunkLeft -= bytes;
        if (chunkLeft > 0) {
            return false;
        }
        current = null;
        return true;
    }

    /** The message whose last chunk came; null for an aggregate, whose parts come instead. */
    private @Nullable RtmpMessage message(ChunkStream stream) throws Malformed {
        held -= stream.length;
        var payload = stream.finish();
        if (stream.type == MessageType.AGGREGATE) {
            aggregate = new Aggregate(stream.stream, stream.timestamp, payload);
            return null;
        }
        var message = messages.read(stream.type, stream.stream, stream.timestamp, payload);
        apply(message);
        return message;
    }

    /** The two messages which change how chunks are read. */
    private void apply(RtmpMessage message) throws Malformed {
        switch (message) {
            case RtmpMessage.SetChunkSize(int size) -> chunkSize = checked(size);
            case RtmpMessage.Abort(int id) -> abort(id);
            default -> {}
        }
    }

    /** Sizes beyond the longest message are all the same: section 5.4.1. */
    private int checked(int size) throws Malformed {
        int effective = Math.min(size, RtmpWriter.LARGEST_MESSAGE);
        if (effective > limits.chunkSize()) {
            throw new Malformed(
                    "Set Chunk Size says %d; %d is allowed".formatted(size, limits.chunkSize()));
        }
        return effective;
    }

    private void abort(int id) {
        var stream = id < near.length ? near[id] : far.get(id);
        if (stream != null) {
            held -= stream.held();
            stream.abort();
        }
    }
}

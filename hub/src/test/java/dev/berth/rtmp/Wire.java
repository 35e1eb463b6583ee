package dev.berth.rtmp;

import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.flv.FrameType;
import dev.berth.codec.flv.PacketType;
import dev.berth.codec.flv.VideoTag;
import dev.berth.codec.rtmp.ClientHandshake;
import dev.berth.codec.rtmp.RtmpLimits;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import dev.berth.codec.rtmp.RtmpReader;
import dev.berth.codec.rtmp.RtmpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A plain blocking RTMP client, to do with it what well-behaved programs never do. It reads when it
 * is asked to, and not before. One thread at a time.
 */
public final class Wire implements AutoCloseable {
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final RtmpReader reader = new RtmpReader(RtmpLimits.DEFAULT, HEAP);
    private final RtmpWriter writer = new RtmpWriter();
    private final ByteBuf in = HEAP.buffer();
    private final byte[] buffer = new byte[8 << 10];

    private Wire(int port) throws IOException {
        socket.setReceiveBufferSize(32 << 10);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Shakes hands, and says nothing yet. */
    static Wire open(int port) throws IOException, Malformed {
        var wire = new Wire(port);
        wire.shakeHands();
        return wire;
    }

    /** Shakes hands and connects to {@code app}. */
    public static Wire connect(int port, String app) throws IOException, Malformed {
        var wire = open(port);
        wire.send(
                new Command(
                        0,
                        "connect",
                        1,
                        List.of(Amf.obj("app", Amf.str(app), "tcUrl", Amf.str("rtmp://")))));
        wire.await("_result");
        wire.send(new Command(0, "createStream", 2, List.of(Amf.nil())));
        wire.await("_result");
        return wire;
    }

    /** Asks for a stream, and does not read any further than the answer. */
    static Wire play(int port, String app, String key) throws IOException, Malformed {
        var wire = connect(port, app);
        wire.send(new Command(1, "play", 0, List.of(Amf.nil(), Amf.str(key))));
        wire.await("onStatus");
        return wire;
    }

    /** Asks to publish; the answer, good or bad. */
    public Command publish(String key) throws IOException, Malformed {
        send(new Command(1, "publish", 0, List.of(Amf.nil(), Amf.str(key), Amf.str("live"))));
        return await("onStatus");
    }

    private void shakeHands() throws IOException, Malformed {
        var handshake = new ClientHandshake(new SplittableRandom(1), 0);
        write(handshake.start(HEAP));
        while (!handshake.done()) {
            fill();
            var answer = handshake.answer(in, HEAP);
            while (answer != null) {
                write(answer);
                answer = handshake.answer(in, HEAP);
            }
        }
    }

    /** Sends a message. */
    public void send(RtmpMessage message) throws IOException {
        write(bytes(message));
    }

    /** The bytes a message is sent as. */
    public ByteBuf bytes(RtmpMessage message) {
        var out = HEAP.buffer();
        writer.write(message, out);
        return out;
    }

    /** Sends bytes as they are. */
    public void write(ByteBuf bytes) throws IOException {
        bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
        socket.getOutputStream().flush();
    }

    /** The next message, waited for; its payload is on the heap. */
    RtmpMessage next() throws IOException, Malformed {
        while (true) {
            var message = reader.next(in);
            if (message != null) {
                return message;
            }
            in.discardReadBytes();
            fill();
        }
    }

    private void fill() throws IOException {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
            throw new EOFException("the hub hung up");
        }
        in.writeBytes(buffer, 0, count);
    }

    /** The next command of that name. */
    Command await(String name) throws IOException, Malformed {
        while (true) {
            if (next() instanceof Command command && command.name().equals(name)) {
                return command;
            }
        }
    }

    /** The next status with that code, past everything else. */
    Command awaitStatus(String code) throws IOException, Malformed {
        while (true) {
            var status = await("onStatus");
            if (Replies.said(status, "code").equals(code)) {
                return status;
            }
        }
    }

    /** The next picture, past everything else. */
    RtmpMessage.Video nextPicture() throws IOException, Malformed {
        while (true) {
            if (next() instanceof RtmpMessage.Video video
                    && tag(video).packet() == PacketType.FRAMES) {
                return video;
            }
        }
    }

    static boolean isKey(RtmpMessage.Video picture) throws Malformed {
        return tag(picture).frame() == FrameType.KEY;
    }

    private static VideoTag tag(RtmpMessage.Video video) throws Malformed {
        return VideoTag.read(video.payload()).getFirst();
    }

    /** An H.264 picture of so many bytes, key frame or not, as a message. */
    static RtmpMessage.Video picture(long time, boolean key, int size) {
        var body = Unpooled.buffer();
        body.writeByte(key ? 0x17 : 0x27).writeByte(1).writeMedium(0);
        body.writeInt(size).writeBytes(new byte[size]);
        return new RtmpMessage.Video(1, time, body);
    }

    /** An H.264 configuration, as a message. */
    static RtmpMessage.Video configuration() {
        var body = Unpooled.buffer();
        body.writeByte(0x17).writeByte(0).writeMedium(0).writeBytes(new byte[] {1, 66, 0, 30});
        return new RtmpMessage.Video(1, 0, body);
    }

    /** Says that nothing more comes, and reads until the hub hangs up. */
    void finish() throws IOException {
        socket.shutdownOutput();
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Says that it is done publishing, and hears that it is. */
    public void leave() throws IOException, Malformed {
        send(new Command(0, "deleteStream", 3, List.of(Amf.nil(), Amf.num(1))));
        awaitStatus("NetStream.Unpublish.Success");
    }

    /** Hangs up in the middle of whatever it is, without a farewell. */
    public void cutOff() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        reader.close();
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            throw new UncheckedIOException(alreadyGone);
        }
    }

    /** Why a player was left: the code of a status, if it is one. */
    static @Nullable String code(RtmpMessage message) {
        return message instanceof Command command ? Replies.said(command, "code") : null;
    }
}

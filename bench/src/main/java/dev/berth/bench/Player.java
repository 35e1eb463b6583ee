package dev.berth.bench;

import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.ClientHandshake;
import dev.berth.codec.rtmp.RtmpLimits;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpReader;
import dev.berth.codec.rtmp.RtmpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * One player that only drains. Runs on a virtual thread of its own. One that parses counts pictures
 * and looks for holes in their times; one that does not reads bytes and throws them away, which
 * leaves the machine to the server.
 */
final class Player implements Runnable {
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final int READ = 64 << 10;
    private static final int WINDOW = 2_500_000;

    /** Longer than between any two pictures of a stream that has ten a second or more. */
    private static final long HOLE_MILLIS = 150;

    private final URI url;
    private final boolean parses;
    private final RtmpWriter writer = new RtmpWriter();
    private final ByteBuf in = HEAP.heapBuffer(READ);

    final AtomicLong bytes = new AtomicLong();
    final AtomicLong pictures = new AtomicLong();
    final AtomicLong holes = new AtomicLong();
    volatile long firstPictureNanos = -1;
    volatile long largestGapNanos;
    volatile boolean ready;
    volatile String failure = "";

    private long lastTime = -1;
    private long lastRead;
    private long acknowledged;

    Player(URI url, boolean parses) {
        this.url = url;
        this.parses = parses;
    }

    /** Forgets the gaps so far: the window begins. */
    void begin() {
        largestGapNanos = 0;
        lastRead = System.nanoTime();
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        try (var socket = SocketChannel.open();
                var reader = new RtmpReader(RtmpLimits.DEFAULT, HEAP)) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.connect(
                    new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 1935 : url.getPort()));
            shakeHands(socket);
            ask(socket);
            untilFirstPicture(socket, reader, began);
            while (!Thread.currentThread().isInterrupted()) {
                drain(socket, reader);
            }
        } catch (IOException | Malformed ended) {
            if (!Thread.currentThread().isInterrupted()) {
                failure = String.valueOf(ended);
            }
        }
    }

    private void shakeHands(SocketChannel socket) throws IOException, Malformed {
        var handshake = new ClientHandshake(RandomGenerator.getDefault(), 0);
        send(socket, handshake.start(HEAP));
        while (!handshake.done()) {
            receive(socket);
            for (var answer = handshake.answer(in, HEAP);
                    answer != null;
                    answer = handshake.answer(in, HEAP)) {
                send(socket, answer);
            }
        }
    }

    private void ask(SocketChannel socket) throws IOException {
        var path = url.getPath();
        int slash = path.lastIndexOf('/');
        var app = path.substring(1, slash);
        var target = url.getScheme() + "://" + url.getAuthority() + "/" + app;
        say(socket, 0, "connect", 1, Amf.obj("app", Amf.str(app), "tcUrl", Amf.str(target)));
        say(socket, 0, "createStream", 2, Amf.nil());
        say(socket, 1, "play", 0, Amf.nil(), Amf.str(path.substring(slash + 1)));
    }

    private void say(
            SocketChannel socket, int stream, String name, int transaction, Amf... arguments)
            throws IOException {
        write(socket, new RtmpMessage.Command(stream, name, transaction, List.of(arguments)));
    }

    private void write(SocketChannel socket, RtmpMessage message) throws IOException {
        var out = HEAP.heapBuffer(512);
        writer.write(message, out);
        send(socket, out);
    }

    private static void send(SocketChannel socket, ByteBuf bytes) throws IOException {
        try {
            while (bytes.isReadable()) {
                bytes.readBytes(socket, bytes.readableBytes());
            }
        } finally {
            bytes.release();
        }
    }

    private int receive(SocketChannel socket) throws IOException {
        in.discardReadBytes();
        int count = in.writeBytes(socket, Math.max(1, in.writableBytes()));
        if (count < 0) {
            throw new EOFException("the server hung up");
        }
        return count;
    }

    private void untilFirstPicture(SocketChannel socket, RtmpReader reader, long began)
            throws IOException, Malformed {
        while (firstPictureNanos < 0) {
            receive(socket);
            take(reader, began);
        }
        lastRead = System.nanoTime();
        ready = true;
    }

    private void take(RtmpReader reader, long began) throws Malformed {
        for (var message = reader.next(in); message != null; message = reader.next(in)) {
            if (message instanceof RtmpMessage.Video video) {
                see(video, began);
            }
            message.release();
        }
    }

    /** A key frame that is no sequence header is the first picture. */
    private void see(RtmpMessage.Video video, long began) {
        int first = video.payload().getUnsignedByte(video.payload().readerIndex());
        int second = video.payload().getUnsignedByte(video.payload().readerIndex() + 1);
        if (firstPictureNanos < 0 && first >> 4 == 1 && second == 1) {
            firstPictureNanos = System.nanoTime() - began;
        }
        if (lastTime >= 0 && video.timestamp() - lastTime > HOLE_MILLIS) {
            holes.incrementAndGet();
        }
        lastTime = video.timestamp();
        pictures.incrementAndGet();
    }

    private void drain(SocketChannel socket, RtmpReader reader) throws IOException, Malformed {
        int count = receive(socket);
        long now = System.nanoTime();
        largestGapNanos = Math.max(largestGapNanos, now - lastRead);
        lastRead = now;
        long total = bytes.addAndGet(count);
        if (parses) {
            take(reader, 0);
        } else {
            in.clear();
        }
        if (total - acknowledged > WINDOW) {
            acknowledged = total;
            write(socket, new RtmpMessage.Acknowledgement(total & 0xffff_ffffL));
        }
    }
}

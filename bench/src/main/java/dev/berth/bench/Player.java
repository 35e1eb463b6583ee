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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * One player that only drains. Connects, asks and waits for its first picture on a virtual thread
 * of its own; from then on it belongs to the {@link Drain}. One that parses looks at its pictures;
 * one that does not reads bytes and throws them away, which leaves the machine to the server.
 */
final class Player implements Runnable, Drain.Reader {
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final int READ = 64 << 10;
    private static final int WINDOW = 2_500_000;

    /** Longer than between two pictures of 30 a second, shorter than between every other one. */
    private static final long HOLE_MILLIS = 60;

    private final URI url;
    private final boolean parses;
    private final Drain drain;
    private final RtmpWriter writer = new RtmpWriter();
    private final RtmpReader reader = new RtmpReader(RtmpLimits.DEFAULT, HEAP);
    private final ByteBuf in = HEAP.heapBuffer(READ);
    private final List<Long> delays = new ArrayList<>();

    long bytes;
    long pictures;
    long holes;
    long largestGapNanos;
    volatile long firstPictureNanos = -1;
    volatile boolean ready;
    volatile String failure = "";

    private long began;
    private long lastTime = -1;
    private long lastRead;
    private long acknowledged;

    Player(URI url, boolean parses, Drain drain) {
        this.url = url;
        this.parses = parses;
        this.drain = drain;
    }

    /** Forgets what was so far: the window begins. Called while the drain pauses. */
    void begin() {
        largestGapNanos = 0;
        lastRead = System.nanoTime();
        delays.clear();
    }

    /**
     * How much later each picture came than the one that came soonest for its time, in nanoseconds.
     */
    LongStream lags() {
        long best = delays.stream().mapToLong(Long::longValue).min().orElse(0);
        return delays.stream().mapToLong(delay -> delay - best);
    }

    @Override
    public void run() {
        began = System.nanoTime();
        try {
            var socket = SocketChannel.open();
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.connect(
                    new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 1935 : url.getPort()));
            shakeHands(socket);
            ask(socket);
            untilFirstPicture(socket);
            drain.add(socket, this);
        } catch (IOException | Malformed ended) {
            failure = String.valueOf(ended);
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
        in.ensureWritable(READ / 2);
        int count = in.writeBytes(socket, Math.max(1, in.writableBytes()));
        if (count < 0) {
            throw new EOFException("the server hung up");
        }
        return count;
    }

    private void untilFirstPicture(SocketChannel socket) throws IOException, Malformed {
        while (firstPictureNanos < 0) {
            receive(socket);
            take();
        }
        lastRead = System.nanoTime();
        ready = true;
    }

    private void take() throws Malformed {
        long now = System.nanoTime();
        for (var message = reader.next(in); message != null; message = reader.next(in)) {
            if (message instanceof RtmpMessage.Video video) {
                see(video, now);
            }
            message.release();
        }
    }

    /** A key frame that is no sequence header is the first picture. */
    private void see(RtmpMessage.Video video, long now) {
        int first = video.payload().getUnsignedByte(video.payload().readerIndex());
        int second = video.payload().getUnsignedByte(video.payload().readerIndex() + 1);
        if (second != 1) {
            return;
        }
        if (firstPictureNanos < 0 && first >> 4 == 1) {
            firstPictureNanos = now - began;
        }
        if (lastTime >= 0 && video.timestamp() - lastTime > HOLE_MILLIS) {
            holes++;
        }
        lastTime = video.timestamp();
        pictures++;
        delays.add(now - TimeUnit.MILLISECONDS.toNanos(lastTime));
    }

    /** The longest time without bytes in the window; the one that still goes on counts. */
    long longestGap(long now) {
        return Math.max(largestGapNanos, now - lastRead);
    }

    @Override
    public void drain(SocketChannel socket) throws IOException {
        try {
            int count = receive(socket);
            long now = System.nanoTime();
            largestGapNanos = Math.max(largestGapNanos, now - lastRead);
            lastRead = now;
            bytes += count;
            if (parses) {
                take();
            } else {
                in.clear();
            }
            acknowledge(socket);
        } catch (IOException | Malformed ended) {
            failure = String.valueOf(ended);
            socket.close();
        }
    }

    private void acknowledge(SocketChannel socket) throws IOException {
        if (bytes - acknowledged > WINDOW) {
            acknowledged = bytes;
            write(socket, new RtmpMessage.Acknowledgement(bytes & 0xffff_ffffL));
        }
    }
}

package dev.berth.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.berth.rtmp.Await;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams over real sockets, byte for byte, by whatever way they are sent. */
class DeliveryTest {
    private static final String STREAM = "live/demo";
    private static final int FRAME = 20_000;
    private static final int PLENTY = 64 << 20;
    private static final CompletableFuture<?> AT_ONCE = CompletableFuture.completedFuture(null);
    private static final int MANY = 2 * Shelf.FEWEST_READERS;

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ExecutorService players = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private long filesBefore;

    @BeforeEach
    void look() {
        assumeTrue(Epoll.isAvailable() && Syscalls.USABLE, "needs Linux");
        filesBefore = files();
    }

    @AfterEach
    void close() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        players.shutdownNow();
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Frames as they are, one after the other. */
    private record Raw() implements Packaging, Packager {
        @Override
        public Packager packager(Headers headers) {
            return this;
        }

        @Override
        public void opening(Headers headers, long time, ByteBuf out) {}

        @Override
        public void frame(Frame frame, ByteBuf out) {
            out.writeBytes(frame.data(), frame.data().readerIndex(), frame.size());
        }
    }

    /** Sends the stream to whoever connects. */
    private final class Door extends ChannelInboundHandlerAdapter implements Delivery.Client {
        private final Streams streams;
        private @Nullable Delivery delivery;
        private @Nullable Channel channel;

        Door(Streams streams) {
            this.streams = streams;
        }

        private Delivery delivery(Channel to) {
            channel = to;
            var fresh = delivery == null ? new Delivery(to, Duration.ofMinutes(1), this) : delivery;
            delivery = fresh;
            return fresh;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) throws IOException {
            delivery(ctx.channel()).start(streams, STREAM, new Raw());
            reading.incrementAndGet();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            delivery(ctx.channel()).writability();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            delivery(ctx.channel()).close();
            reading.decrementAndGet();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable hungUp) {
            ctx.close();
        }

        @Override
        public void dropped(long frames) {
            dropped.addAndGet((int) frames);
        }

        @Override
        public void ended() {
            if (channel != null) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void stalled() {}
    }

    private Streams streams(MediaConfig.Sending sending, int queue) {
        var config =
                new MediaConfig(
                        Duration.ZERO, List.of(), sending, queue, queue, Duration.ofSeconds(30), 3);
        return new Streams(config, loops, Clock.systemUTC());
    }

    private int serve(Streams streams) throws InterruptedException {
        var door =
                new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new Door(streams));
                    }
                };
        var bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(EpollServerSocketChannel.class)
                        .childHandler(door)
                        .bind("127.0.0.1", 0)
                        .sync();
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private Socket connect(int port, int receiveBuffer) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    /** How many bytes came, and their checksum. */
    private record Heard(long bytes, long checksum) {
        static Heard of(List<byte[]> frames) {
            var sum = new CRC32C();
            frames.forEach(sum::update);
            return new Heard(
                    frames.stream().mapToLong(frame -> frame.length).sum(), sum.getValue());
        }
    }

    /** Reads to the end, {@code sip} bytes at a time. */
    private Future<Heard> listen(Socket socket, int sip, CompletableFuture<?> start) {
        return players.submit(() -> {
            start.join();
            var sum = new CRC32C();
            var buffer = new byte[sip];
            long total = 0;
            var in = socket.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum.update(buffer, 0, count);
                total += count;
            }
            return new Heard(total, sum.getValue());
        });
    }

    /** Frames no two of which have a page in common: a wrong or blank page shows. */
    private static List<byte[]> frames(int count) {
        var random = new Random(7);
        var frames = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            var bytes = new byte[FRAME + random.nextInt(FRAME)];
            random.nextBytes(bytes);
            frames.add(bytes);
        }
        return frames;
    }

    /** Files in memory that this process has open, as the kernel has it. */
    private static long files() {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(DeliveryTest::inMemory).count();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static boolean inMemory(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("berth-media");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Begins with a frame that everybody is sent, and goes on from there. */
    private void write(Publication writer, List<byte[]> frames) throws InterruptedException {
        write(writer, frames, 0, 1);
        loops.submit(() -> {}).sync();
        write(writer, frames, 1, frames.size());
    }

    private static void write(Publication writer, List<byte[]> frames, int from, int to) {
        for (int i = from; i < to; i++) {
            var role = i % 30 == 0 ? Frame.Role.KEY : Frame.Role.DELTA;
            var data = Unpooled.wrappedBuffer(frames.get(i));
            writer.write(new Frame(Codec.H264, 0, role, 40L * i, 0, 0, data));
        }
    }

    @Test
    void aSlowReaderAmongFastOnesIsSentEveryByteUnchangedWhileFilesAreGivenBackBehindIt()
            throws Exception {
        var streams = streams(MediaConfig.Sending.AUTO, PLENTY);
        int port = serve(streams);
        var fastOnesDone = new CompletableFuture<Void>();
        var slow = listen(connect(port, 4_096), 701, fastOnesDone);
        var fast = new ArrayList<Future<Heard>>();
        for (int i = 0; i < MANY; i++) {
            fast.add(listen(connect(port, 0), 64 << 10, AT_ONCE));
        }
        Await.until("everybody reads", () -> reading.get() == MANY + 1);

        var frames = frames(300);
        var writer = streams.publish(STREAM, "a test");
        write(writer, frames);
        assertThat(files()).as("files in memory").isGreaterThan(filesBefore);
        writer.end();
        for (var one : fast) {
            assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(Heard.of(frames));
        }
        fastOnesDone.complete(null);
        assertThat(slow.get(60, TimeUnit.SECONDS)).isEqualTo(Heard.of(frames));
        assertThat(dropped).hasValue(0);
        Await.until("every file is given back", () -> files() == filesBefore);
    }

    @Test
    void aReaderThatReadsNothingKeepsNoMoreThanItsQueue() throws Exception {
        int queue = 4 << 20;
        var streams = streams(MediaConfig.Sending.AUTO, queue);
        int port = serve(streams);
        connect(port, 4_096);
        var fast = new ArrayList<Future<Heard>>();
        for (int i = 0; i < MANY; i++) {
            fast.add(listen(connect(port, 0), 64 << 10, AT_ONCE));
        }
        Await.until("everybody reads", () -> reading.get() == MANY + 1);

        var writer = streams.publish(STREAM, "a test");
        long most = 0;
        for (int i = 0; i < 20; i++) {
            write(writer, frames(60));
            most = Math.max(most, files() - filesBefore);
        }
        assertThat(most).isBetween(1L, queue / Shelf.FILE + 2L);
        writer.end();
        for (var one : fast) {
            one.get(60, TimeUnit.SECONDS);
        }
        for (var socket : sockets) {
            socket.close();
        }
        Await.until("every file is given back", () -> files() == filesBefore);
    }

    @Test
    void whereEverythingIsCopiedTheBytesAreTheSameAndThereAreNoFiles() throws Exception {
        var streams = streams(MediaConfig.Sending.WRITE, PLENTY);
        int port = serve(streams);
        var all = new ArrayList<Future<Heard>>();
        for (int i = 0; i < MANY; i++) {
            all.add(listen(connect(port, 0), 64 << 10, AT_ONCE));
        }
        Await.until("everybody reads", () -> reading.get() == MANY);

        var frames = frames(100);
        var writer = streams.publish(STREAM, "a test");
        write(writer, frames);
        assertThat(files()).isEqualTo(filesBefore);
        writer.end();
        for (var one : all) {
            assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(Heard.of(frames));
        }
    }

    @Test
    void whereThereIsNoFileToBeHadABatchStaysInItsBuffer() {
        var shelf = new Shelf(() -> null);
        var bytes = Unpooled.directBuffer(FRAME).writeZero(FRAME);

        var parcel = shelf.put(bytes, MANY);

        assertThat(parcel.size()).isEqualTo(FRAME);
        var shared = parcel.rest(1);
        assertThat(shared.readableBytes()).isEqualTo(FRAME - 1);
        shared.release();
        parcel.release();
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void anotherReaderCostsNoObjectPerBatch() throws Exception {
        long few = allocatedFor(MANY);
        long many = allocatedFor(8 * MANY);

        double each = (many - few) / (7.0 * MANY * BATCHES);
        assertThat(each).as("bytes allocated for a reader and batch").isLessThan(16);
    }

    private static final int BATCHES = 600;

    /** What the event loop allocates while so many readers are sent so many batches. */
    private long allocatedFor(int readers) throws Exception {
        var streams = streams(MediaConfig.Sending.AUTO, PLENTY);
        int port = serve(streams);
        var all = new ArrayList<Future<Heard>>();
        for (int i = 0; i < readers; i++) {
            all.add(listen(connect(port, 0), 64 << 10, AT_ONCE));
        }
        Await.until("everybody reads", () -> reading.get() == readers);
        long loop = loops.submit(() -> Thread.currentThread().threadId()).get();
        var beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var writer = streams.publish(STREAM, "a test");
        var frames = frames(10);
        write(writer, frames);
        long before = beans.getThreadAllocatedBytes(loop);
        for (int i = 0; i < BATCHES / 10; i++) {
            write(writer, frames);
            loops.submit(() -> {}).sync();
        }
        long after = beans.getThreadAllocatedBytes(loop);
        writer.end();
        for (var one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
        Await.until("everybody left", () -> reading.get() == 0);
        return after - before;
    }
}

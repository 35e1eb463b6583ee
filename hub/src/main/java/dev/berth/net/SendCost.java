package dev.berth.net;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** What sending costs this machine. */
public final class SendCost {
    /** As much as a batch of a fast stream. */
    private static final int BATCH = 32 << 10;

    private static final int BATCHES = 4_000;
    private static final int WARM_UP = 1_000;

    private SendCost() {}

    /**
     * CPU seconds that a gigabit costs, measured by sending one to ourselves, which takes half a
     * second or so. On loopback the sender pays for the receiving kernel too: over a wire it is
     * less, with TLS more.
     */
    public static double perGigabit() throws IOException {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            try (var out = SocketChannel.open(server.getLocalAddress());
                    var in = server.accept()) {
                var reader = Thread.ofPlatform().daemon().start(() -> swallow(in));
                var batch = ByteBuffer.allocateDirect(BATCH);
                send(out, batch, WARM_UP);
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                send(out, batch, BATCHES);
                long cost = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                reader.interrupt();
                return cost / (8.0 * BATCH * BATCHES);
            }
        }
    }

    private static void send(SocketChannel out, ByteBuffer batch, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            batch.clear();
            while (batch.hasRemaining()) {
                out.write(batch);
            }
        }
    }

    private static void swallow(SocketChannel in) {
        var buffer = ByteBuffer.allocateDirect(16 * BATCH);
        try {
            while (in.read(buffer.clear()) >= 0) {
                // What was read is not wanted.
            }
        } catch (IOException over) {
            // So it is.
        }
    }
}

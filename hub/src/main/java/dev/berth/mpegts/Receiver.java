package dev.berth.mpegts;

import dev.berth.supervise.Running;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;

/**
 * Receives datagrams on a leased socket, on a virtual thread of its own, to which everything but
 * {@code open} belongs.
 */
final class Receiver implements Running {
    /** A key frame comes as a burst of many datagrams; the kernel gives as much as it allows. */
    private static final int KERNEL_BUFFER = 4 << 20;

    private static final int LARGEST_DATAGRAM = 65_535;

    /** How often it is looked whether anybody still sends. */
    private static final int ROUND_MILLIS = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final MpegTsConfig.Input input;
    private final DatagramSocket socket;
    private final Ingest ingest;
    private final Thread thread;
    private volatile boolean open = true;

    private Receiver(MpegTsConfig.Input input, DatagramSocket socket, Ingest ingest) {
        this.input = input;
        this.socket = socket;
        this.ingest = ingest;
        this.thread = Thread.ofVirtual().name("mpegts " + input.listen()).unstarted(this::run);
    }

    /** Begins to receive. The lease keeps owning the channel. */
    static Receiver start(MpegTsConfig.Input input, DatagramChannel channel, Ingest ingest)
            throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER);
        channel.socket().setSoTimeout(ROUND_MILLIS);
        var group = input.group();
        if (group != null) {
            channel.join(group, card(input));
        }
        var receiver = new Receiver(input, channel.socket(), ingest);
        receiver.thread.start();
        return receiver;
    }

    private static NetworkInterface card(MpegTsConfig.Input input) throws IOException {
        var card =
                input.card().isEmpty()
                        ? NetworkInterface.networkInterfaces()
                                .filter(Receiver::takesGroups)
                                .findFirst()
                                .orElse(null)
                        : NetworkInterface.getByName(input.card());
        if (card == null) {
            throw new IOException(
                    "%s cannot join its group on %s; set card of this input of mpegts to a network card of this machine"
                            .formatted(
                                    input.listen(),
                                    input.card().isEmpty() ? "any network card" : input.card()));
        }
        return card;
    }

    private static boolean takesGroups(NetworkInterface card) {
        try {
            return card.isUp() && card.supportsMulticast() && !card.isLoopback();
        } catch (IOException gone) {
            return false;
        }
    }

    private void run() {
        var packet = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
        try (ingest) {
            while (open) {
                round(packet);
            }
        } catch (IOException ended) {
            ingest.failed(ended);
        }
    }

    /** An input that one datagram could silence would be deaf for everybody. */
    private void round(DatagramPacket packet) throws IOException {
        try {
            receive(packet);
            ingest.look(System.nanoTime());
        } catch (RuntimeException broken) {
            ingest.stumbled(broken);
        }
    }

    private void receive(DatagramPacket packet) throws IOException {
        try {
            packet.setLength(LARGEST_DATAGRAM);
            socket.receive(packet);
            var bytes = Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength());
            var from = (InetSocketAddress) packet.getSocketAddress();
            ingest.datagram(from, bytes, System.nanoTime());
        } catch (SocketTimeoutException quiet) {
            // The look that follows says what becomes of that.
        }
    }

    @Override
    public List<String> urls() {
        return List.of(input.listen().toString().replaceFirst("/", "://"));
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

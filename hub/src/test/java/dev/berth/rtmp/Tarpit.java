package dev.berth.rtmp;

import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.RtmpLimits;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import dev.berth.codec.rtmp.RtmpReader;
import dev.berth.codec.rtmp.RtmpWriter;
import dev.berth.codec.rtmp.ServerHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that lets everybody publish, and then reads nothing more. */
final class Tarpit implements AutoCloseable {
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

    private final ServerSocket listening = new ServerSocket();
    private final List<Socket> stuck = new CopyOnWriteArrayList<>();

    Tarpit() throws IOException {
        listening.setReceiveBufferSize(32 << 10);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::serve);
    }

    String url() {
        return "rtmp://127.0.0.1:" + listening.getLocalPort() + "/live/stuck";
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                stuck.add(socket);
                new Visit(socket).welcome();
            } catch (IOException | Malformed gone) {
                // That visitor, or the server, is no more.
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var socket : stuck) {
            socket.close();
        }
    }

    private static final class Visit {
        private final Socket socket;
        private final ByteBuf in = HEAP.buffer();
        private final RtmpWriter writer = new RtmpWriter();

        Visit(Socket socket) {
            this.socket = socket;
        }

        void welcome() throws IOException, Malformed {
            var handshake = new ServerHandshake(new SplittableRandom(1), 0);
            while (!handshake.done()) {
                fill();
                var answer = handshake.answer(in, HEAP);
                while (answer != null) {
                    write(answer);
                    answer = handshake.answer(in, HEAP);
                }
            }
            untilItPublishes();
        }

        private void untilItPublishes() throws IOException, Malformed {
            try (var reader = new RtmpReader(RtmpLimits.DEFAULT, HEAP)) {
                boolean publishes = false;
                while (!publishes) {
                    var message = reader.next(in);
                    if (message == null) {
                        fill();
                    } else if (message instanceof Command command) {
                        publishes = command.name().equals("publish");
                        answer(command);
                    }
                }
            }
        }

        private void answer(Command command) throws IOException {
            switch (command.name()) {
                case "connect", "createStream" -> send(Replies.result(command, Amf.num(1)));
                case "publish" ->
                        send(Replies.status(1, "status", "NetStream.Publish.Start", "Go on."));
                default -> {}
            }
        }

        private void send(RtmpMessage message) throws IOException {
            var out = HEAP.buffer();
            writer.write(message, out);
            write(out);
        }

        private void write(ByteBuf bytes) throws IOException {
            bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
        }

        private void fill() throws IOException {
            var buffer = new byte[4_096];
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new EOFException("the visitor hung up");
            }
            in.writeBytes(buffer, 0, count);
        }
    }
}

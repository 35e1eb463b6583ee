package dev.berth.bench;

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
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A port of the loopback interface on which streams can be published, and what becomes of them
 * there. Each publisher is talked to on a virtual thread of its own.
 */
final class Platform {
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final int READ = 64 << 10;

    /** Small, so that a platform which does not read is felt soon. */
    private static final int RECEIVE_BUFFER = 64 << 10;

    /** What a platform does with who wants to publish. Called on the publisher's thread. */
    interface Manner {
        /**
         * The stream {@code name} was asked for, and nothing was answered yet.
         *
         * @throws IOException when the publisher is to be hung up on
         */
        void publish(String name, Publisher publisher) throws IOException, InterruptedException;
    }

    private final ServerSocketChannel listening = ServerSocketChannel.open();
    private final Manner manner;

    /** Opens a port of the kernel's choice. */
    Platform(Manner manner) throws IOException {
        this.manner = manner;
        listening.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
        Thread.startVirtualThread(this::accept);
    }

    /** Where the stream of that name is published. */
    String url(String name) {
        return "rtmp://127.0.0.1:" + listening.socket().getLocalPort() + "/live/" + name;
    }

    private void accept() {
        try {
            while (true) {
                var publisher = new Publisher(listening.accept());
                Thread.startVirtualThread(() -> publisher.run(manner));
            }
        } catch (IOException broken) {
            throw new IllegalStateException("the platform's port broke", broken);
        }
    }

    /** Who came to publish. Belongs to its thread, and its socket to whom that is given. */
    static final class Publisher {
        private final SocketChannel socket;
        private final RtmpWriter writer = new RtmpWriter();
        private final ByteBuf in = HEAP.heapBuffer(READ);

        Publisher(SocketChannel socket) {
            this.socket = socket;
        }

        SocketChannel socket() {
            return socket;
        }

        /** Lets it begin. */
        void welcome() throws IOException {
            say("status", "NetStream.Publish.Start", "Go on.");
        }

        void refuse() throws IOException {
            say("error", "NetStream.Publish.BadName", "Somebody has that name.");
            hangUp();
        }

        private void run(Manner manner) {
            try (var reader = new RtmpReader(RtmpLimits.DEFAULT, HEAP)) {
                shakeHands();
                manner.publish(name(reader), this);
            } catch (IOException | Malformed over) {
                hangUp();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        }

        void hangUp() {
            try {
                socket.close();
            } catch (IOException gone) {
                // That was wanted.
            }
        }

        private void shakeHands() throws IOException, Malformed {
            var handshake = new ServerHandshake(RandomGenerator.getDefault(), 0);
            while (!handshake.done()) {
                receive();
                for (var answer = handshake.answer(in, HEAP);
                        answer != null;
                        answer = handshake.answer(in, HEAP)) {
                    send(answer);
                }
            }
        }

        /** Answers until it says what it wants to publish. */
        private String name(RtmpReader reader) throws IOException, Malformed {
            while (true) {
                var message = reader.next(in);
                switch (message) {
                    case null -> receive();
                    case Command command when command.name().equals("publish") -> {
                        return command.argument(1) instanceof Amf.Str(var name) ? name : "";
                    }
                    case Command command -> answer(command);
                    default -> message.release();
                }
            }
        }

        private void answer(Command command) throws IOException {
            switch (command.name()) {
                case "connect" -> {
                    var success = Amf.str("NetConnection.Connect.Success");
                    result(command, Amf.obj("level", Amf.str("status"), "code", success));
                }
                case "createStream" -> result(command, Amf.num(1));
                default -> {}
            }
        }

        private void result(Command command, Amf value) throws IOException {
            var values = List.of(Amf.nil(), value);
            send(new Command(0, "_result", command.transaction(), values));
        }

        private void say(String level, String code, String sentence) throws IOException {
            var about =
                    Amf.obj(
                            "level",
                            Amf.str(level),
                            "code",
                            Amf.str(code),
                            "description",
                            Amf.str(sentence));
            send(new Command(1, "onStatus", 0, List.of(Amf.nil(), about)));
        }

        private void send(RtmpMessage message) throws IOException {
            var out = HEAP.heapBuffer(512);
            writer.write(message, out);
            send(out);
        }

        private void send(ByteBuf bytes) throws IOException {
            try {
                while (bytes.isReadable()) {
                    bytes.readBytes(socket, bytes.readableBytes());
                }
            } finally {
                bytes.release();
            }
        }

        private void receive() throws IOException {
            in.discardReadBytes();
            if (in.writeBytes(socket, Math.max(1, in.writableBytes())) < 0) {
                throw new EOFException("the publisher hung up");
            }
        }
    }
}

package dev.berth.restream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A way to a server that lets only so much through in its direction, and everything back. */
final class NarrowWay implements AutoCloseable {
    private static final int PIECE = 4 << 10;

    private final ServerSocket listening = new ServerSocket();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int port;
    private final long nanosPerPiece;

    NarrowWay(String server, long bitsPerSecond) throws IOException {
        port = URI.create(server).getPort();
        nanosPerPiece = 8_000_000_000L * PIECE / bitsPerSecond;
        listening.setReceiveBufferSize(16 << 10);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::serve);
    }

    String url(String stream) {
        return "rtmp://127.0.0.1:" + listening.getLocalPort() + "/" + stream;
    }

    private void serve() {
        try {
            while (true) {
                var near = listening.accept();
                var far = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.addAll(List.of(near, far));
                var there = far.getOutputStream();
                var here = near.getInputStream();
                Thread.ofPlatform().daemon().start(() -> pass(here, there, nanosPerPiece));
                var back = near.getOutputStream();
                var answers = far.getInputStream();
                Thread.ofPlatform().daemon().start(() -> pass(answers, back, 0));
            }
        } catch (IOException closed) {
            // So it is.
        }
    }

    private static void pass(InputStream from, OutputStream to, long nanos) {
        var piece = new byte[PIECE];
        try (to) {
            for (int size = from.read(piece); size >= 0; size = from.read(piece)) {
                to.write(piece, 0, size);
                LockSupport.parkNanos(nanos * size / PIECE);
            }
        } catch (IOException gone) {
            // One of both sides is no more.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}

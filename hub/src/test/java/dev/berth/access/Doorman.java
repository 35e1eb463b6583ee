package dev.berth.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A webhook: answers what it is told to, once it may. */
public final class Doorman implements AutoCloseable {
    private final ServerSocket listening;
    private final String answer;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);

    private Doorman(String answer) throws IOException {
        this.answer = answer;
        listening = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    /** One who answers at once. */
    public static Doorman saying(int status, String body) throws IOException {
        var doorman = thinking(status, body);
        doorman.answer();
        return doorman;
    }

    /** One who does not answer before {@link #answer} is called. */
    public static Doorman thinking(int status, String body) throws IOException {
        int length = body.getBytes(UTF_8).length;
        return new Doorman(
                "HTTP/1.1 %d Said\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                        .formatted(status, length, body));
    }

    public void answer() {
        mayAnswer.countDown();
    }

    public String url() {
        return "http://127.0.0.1:" + listening.getLocalPort() + "/auth?key=operators-own";
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** The bodies it was asked with so far. */
    public List<String> asked() {
        return asked;
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            asked.add(new String(in.readNBytes(length(in)), UTF_8));
            mayAnswer.await();
            socket.getOutputStream().write(answer.getBytes(UTF_8));
        } catch (IOException hungUp) {
            asked.add("(" + hungUp.getMessage() + ")");
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the head of a request; how long its body is. */
    private static int length(DataInputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append(new String(new byte[] {in.readByte()}, US_ASCII));
        }
        return head.toString()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        mayAnswer.countDown();
    }
}

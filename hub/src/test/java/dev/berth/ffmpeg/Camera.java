package dev.berth.ffmpeg;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * An RTSP server with a microphone, whose sound is interleaved with its answers (RFC 2326, 10.12).
 */
final class Camera implements AutoCloseable {
    private static final int PACKETS = 500;
    private static final int SAMPLES = 160;
    private static final String SDP =
            """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=camera
            t=0 0
            m=audio 0 RTP/AVP %d
            %sa=control:sound
            """
                    .replace("\n", "\r\n");

    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    private final int payload;
    private final byte[] sound;
    private final String sdp;

    private Camera(int payload, String mapping, byte[] sound) throws IOException {
        this.payload = payload;
        this.sound = sound;
        sdp = SDP.formatted(payload, mapping);
        Thread.ofVirtual().start(this::serve);
    }

    /** Sends silence as telephones do, 20 ms a packet. */
    static Camera telephone() throws IOException {
        return new Camera(8, "", new byte[SAMPLES]);
    }

    /** Sends silence as Opus codes it, and says no more of it than it must (RFC 7587, 7). */
    static Camera opus() throws IOException {
        var silence = new byte[] {(byte) 0xf8, (byte) 0xff, (byte) 0xfe};
        return new Camera(96, "a=rtpmap:96 opus/48000/2\r\n", silence);
    }

    String url() {
        return "rtsp://127.0.0.1:" + socket.getLocalPort() + "/cam";
    }

    private void serve() {
        try (var client = socket.accept()) {
            answer(client);
        } catch (IOException gone) {
            // That is the end of it.
        }
    }

    private void answer(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
        var out = new DataOutputStream(client.getOutputStream());
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var method = line.split(" ", 2)[0];
            var number = "";
            for (; line != null && !line.isEmpty(); line = in.readLine()) {
                number = line.startsWith("CSeq:") ? line : number;
            }
            out.write(("RTSP/1.0 200 OK\r\n" + number + "\r\n" + more(method)).getBytes(US_ASCII));
            if (method.equals("PLAY")) {
                play(out);
            }
        }
    }

    private String more(String method) {
        return switch (method) {
            case "DESCRIBE" ->
                    "Content-Type: application/sdp\r\nContent-Length: "
                            + sdp.length()
                            + "\r\n\r\n"
                            + sdp;
            case "SETUP" -> "Session: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n";
            default -> "Session: 1\r\n\r\n";
        };
    }

    private void play(DataOutputStream out) throws IOException {
        for (int i = 0; i < PACKETS; i++) {
            out.writeByte('$');
            out.writeByte(0);
            out.writeShort(12 + sound.length);
            out.writeByte(0x80); // RTP, version 2 (RFC 3550, 5.1)
            out.writeByte(payload);
            out.writeShort(i);
            out.writeInt(i * SAMPLES);
            out.writeInt(1);
            out.write(sound);
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

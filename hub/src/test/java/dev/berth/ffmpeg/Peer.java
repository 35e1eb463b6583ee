package dev.berth.ffmpeg;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.rtmp.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/** A program of somebody else, in a process of its own that ends with the test. */
public final class Peer implements AutoCloseable {
    private final Process process;

    private Peer(List<String> command) throws IOException {
        process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
    }

    /** Python's web server, with the files of a folder. */
    public static Peer files(Path folder, int port) throws IOException {
        var peer =
                new Peer(
                        List.of(
                                "python3",
                                "-m",
                                "http.server",
                                "" + port,
                                "--bind",
                                "127.0.0.1",
                                "--directory",
                                folder.toString()));
        Await.until("the web server listens", () -> answers(port));
        return peer;
    }

    /** FFmpeg, sending a clip at its own pace, over and over, to the first one who comes. */
    public static Peer sends(Path clip, String... to) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Loader.load(ffmpeg.class),
                                "-loglevel",
                                "error",
                                "-nostdin",
                                "-re",
                                "-stream_loop",
                                "-1",
                                "-i",
                                clip.toString(),
                                "-c",
                                "copy"));
        command.addAll(List.of(to));
        return new Peer(command);
    }

    /** FFmpeg, playing a stream until it ends, or is closed. */
    public static Peer plays(String url) throws IOException {
        return new Peer(
                List.of(
                        Loader.load(ffmpeg.class),
                        "-loglevel",
                        "error",
                        "-nostdin",
                        "-i",
                        url,
                        "-c",
                        "copy",
                        "-f",
                        "null",
                        "-"));
    }

    /** FFmpeg, recording four seconds of a stream as they are. */
    static Peer records(String url, Path file) throws IOException {
        return new Peer(
                List.of(
                        Loader.load(ffmpeg.class),
                        "-loglevel",
                        "error",
                        "-nostdin",
                        "-i",
                        url,
                        "-t",
                        "4",
                        "-c",
                        "copy",
                        file.toString()));
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            return socket.getInputStream().read() >= 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** One that nobody has at the moment. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Has it go on with nothing, though its connections stay. */
    void freeze() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-STOP", "" + process.pid()).start().waitFor();
    }

    /** Waits until it has ended by itself. */
    public boolean ends() throws InterruptedException {
        return process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package dev.berth.http;

import dev.berth.hub.Hub;
import dev.berth.hub.Trial;
import dev.berth.media.StreamStatus;
import dev.berth.rtmp.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A hub that is open to HTTP, and ways into it. */
final class Hall implements AutoCloseable {
    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Hub hub;
    private final int rtmp;
    private final int http;

    private Hall(Hub hub, int rtmp, int http) {
        this.hub = hub;
        this.rtmp = rtmp;
        this.http = http;
    }

    /** As it is in life. */
    static Hall open(Path place) throws Exception {
        return open(place, "", "");
    }

    /**
     * As a configuration has it.
     *
     * @param ofHttp what the section {@code http} says besides the port, one key a line
     * @param more other sections
     */
    static Hall open(Path place, String ofHttp, String more) throws Exception {
        var rtmp = Trial.freePort();
        var http = Trial.freePort();
        var file = Files.createTempFile(place, "berth", ".yaml");
        Files.writeString(
                file,
                """
                rtmp: {listen: %s}
                api: {listen: %s}
                http:
                  listen: %s
                """
                                .formatted(rtmp, Trial.freePort(), http)
                        + ofHttp.indent(2)
                        + more);
        var hub = Hub.start(Hub.read(file), Files.createTempDirectory(place, "hub"));
        return new Hall(hub, rtmp.port(), http.port());
    }

    Hub hub() {
        return hub;
    }

    int port() {
        return http;
    }

    int rtmpPort() {
        return rtmp;
    }

    /** Where a stream is published and played by RTMP. */
    String rtmp(String stream) {
        return "rtmp://127.0.0.1:" + rtmp + "/" + stream;
    }

    /** Such as {@code live/demo.flv}. */
    String url(String path) {
        return "http://127.0.0.1:" + http + "/" + path;
    }

    URI webSocket(String path) {
        return URI.create("ws://127.0.0.1:" + http + "/" + path);
    }

    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), http);
        socket.setSoTimeout(20_000);
        return socket;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    Optional<StreamStatus> status(String stream) {
        return hub.streams().status(stream);
    }

    void awaitLive(String stream) throws InterruptedException {
        if (!hub.streams().awaitLive(stream, Duration.ofSeconds(20))) {
            throw new AssertionError("nobody came to publish " + stream);
        }
    }

    void awaitFrames(String stream, long frames) {
        Await.until(
                frames + " frames of " + stream + " came",
                () -> status(stream).filter(status -> status.frames() >= frames).isPresent());
    }

    void awaitReaders(String stream, int readers) {
        Await.until(
                () -> readers + " read " + stream + "; it is " + status(stream),
                () -> status(stream).map(StreamStatus::readers).orElse(0) == readers);
    }

    @Override
    public void close() {
        hub.close();
    }
}

package dev.berth.rtmp;

import dev.berth.access.AccessConfig;
import dev.berth.api.ApiConfig;
import dev.berth.config.BadConfig;
import dev.berth.http.HttpConfig;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.journal.LedgerConfig;
import dev.berth.media.MediaConfig;
import dev.berth.mpegts.MpegTsConfig;
import dev.berth.net.Tls;
import dev.berth.planning.PlanningConfig;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import dev.berth.recording.RecordingConfig;
import dev.berth.restream.OutputState;
import dev.berth.restream.OutputStatus;
import dev.berth.restream.PullConfig;
import dev.berth.restream.RestreamConfig;
import dev.berth.watch.WatchConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A whole hub on free ports of this machine. */
final class House implements AutoCloseable {
    /** What the tests change of a hub; the rest is as it is in life. */
    record Plan(MediaConfig media, RtmpConfig rtmp, Tls tls) {
        static Plan usual() throws IOException {
            return new Plan(MediaConfig.DEFAULT, at(freePort()), Tls.NONE);
        }

        private static RtmpConfig at(int port) {
            return RtmpConfig.DEFAULT.listeningOn(Endpoint.parse("tcp/127.0.0.1:" + port));
        }

        Plan grace(Duration grace) {
            return new Plan(
                    new MediaConfig(
                            media.delay(),
                            media.delays(),
                            media.sending(),
                            media.gopBytes(),
                            media.queueBytes(),
                            grace,
                            media.streams()),
                    rtmp,
                    tls);
        }

        /** How far a player may fall behind. */
        Plan queue(int bytes) {
            return new Plan(
                    new MediaConfig(
                            media.delay(),
                            media.delays(),
                            media.sending(),
                            bytes,
                            bytes,
                            media.grace(),
                            media.streams()),
                    rtmp,
                    tls);
        }

        /** How long somebody may take nothing. */
        Plan stall(Duration stall) {
            return new Plan(
                    media,
                    new RtmpConfig(
                            rtmp.enabled(),
                            rtmp.listen(),
                            rtmp.policy(),
                            rtmp.tlsListen(),
                            rtmp.chunkSize(),
                            rtmp.connections(),
                            rtmp.handshake(),
                            rtmp.silence(),
                            stall,
                            stall,
                            rtmp.connect()),
                    tls);
        }

        /** Serves RTMPS as well. */
        Plan secure(Tls tls, int port) {
            return new Plan(
                    media,
                    new RtmpConfig(
                            rtmp.enabled(),
                            rtmp.listen(),
                            rtmp.policy(),
                            Endpoint.parse("tcp/127.0.0.1:" + port),
                            rtmp.chunkSize(),
                            rtmp.connections(),
                            rtmp.handshake(),
                            rtmp.silence(),
                            rtmp.stall(),
                            rtmp.targetStall(),
                            rtmp.connect()),
                    tls);
        }

        Plan trusting(Tls other) {
            return new Plan(media, rtmp, other);
        }
    }

    private final Hub hub;
    private final int port;

    private House(Hub hub, int port) {
        this.hub = hub;
        this.port = port;
    }

    static House open(Path place) throws IOException, BadConfig {
        return open(place, Plan.usual());
    }

    static House open(Path place, Plan plan) throws IOException, BadConfig {
        var api = new ApiConfig(Endpoint.parse("tcp/127.0.0.1:" + freePort()), Policy.NEXT, "");
        var config =
                new HubConfig(
                        AccessConfig.DEFAULT,
                        plan.media(),
                        plan.rtmp(),
                        HttpConfig.DEFAULT.off(),
                        MpegTsConfig.NONE,
                        plan.tls(),
                        api,
                        RestreamConfig.NONE,
                        PullConfig.NONE,
                        RecordingConfig.NONE,
                        LedgerConfig.DEFAULT,
                        WatchConfig.DEFAULT,
                        PlanningConfig.DEFAULT);
        var hub = Hub.start(config, Files.createTempDirectory(place, "hub"));
        return new House(hub, plan.rtmp().listen().port());
    }

    /** A port of the loopback interface that was free a moment ago. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Hub hub() {
        return hub;
    }

    /** The RTMP port. */
    int port() {
        return port;
    }

    /** Where a stream such as {@code live/demo} is published and played. */
    String url(String stream) {
        return "rtmp://127.0.0.1:" + port + "/" + stream;
    }

    /** Adds an output; its id. */
    String output(String from, String to) {
        return hub.restream().add(from, List.of(to)).getFirst().id();
    }

    OutputStatus status(String output) {
        return hub.restream().find(output).orElseThrow();
    }

    void awaitOutput(String output, OutputState state) {
        Await.until(
                () -> "the output is " + state + "; it is " + status(output),
                () -> status(output).state() == state);
    }

    void awaitLive(String stream) throws InterruptedException {
        if (!hub.streams().awaitLive(stream, Duration.ofSeconds(20))) {
            throw new AssertionError("nobody came to publish " + stream);
        }
    }

    /** Waits until so many readers read a stream. */
    void awaitReaders(String stream, int readers) {
        Await.until(
                readers + " read " + stream,
                () ->
                        hub.streams()
                                .status(stream)
                                .filter(status -> status.readers() == readers)
                                .isPresent());
    }

    /** Waits until so many frames of a stream have come. */
    void awaitFrames(String stream, long frames) {
        Await.until(
                frames + " frames of " + stream + " came",
                () ->
                        hub.streams()
                                .status(stream)
                                .filter(status -> status.frames() >= frames)
                                .isPresent());
    }

    @Override
    public void close() {
        hub.close();
    }
}

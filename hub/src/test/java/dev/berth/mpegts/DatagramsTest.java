package dev.berth.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Hub;
import dev.berth.hub.Trial;
import dev.berth.media.StreamStatus;
import dev.berth.rtmp.Await;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import dev.berth.rtmp.Clips.Track;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transport streams of programs that others wrote, from a UDP port to an RTMP player. */
class DatagramsTest {
    private static final String STREAM = "live/udp";
    private static final String GROUP = "239.255.77.1";
    private static final int SECONDS = 3;

    @TempDir private Path folder;

    private int udp;
    private int rtmp;
    private Hub hub;

    /** Runs one of the two ffmpegs. */
    private interface Ffmpeg {
        Child run(String... arguments) throws IOException;
    }

    @BeforeEach
    void open() throws Exception {
        udp = freeUdpPort();
        var listen = Trial.freePort();
        rtmp = listen.port();
        var file = Files.createTempFile(folder, "berth", ".yaml");
        Files.writeString(
                file,
                """
                rtmp: {listen: %s}
                http: {enabled: false}
                api: {listen: %s}
                media: {grace: 1s}
                mpegts:
                  - listen: udp/127.0.0.1:%d
                    stream: %s
                    silence: 1s
                  - listen: udp/%s:%d
                    stream: live/group
                    card: lo
                    silence: 1s
                """
                        .formatted(listen, Trial.freePort(), udp, STREAM, GROUP, udp));
        hub = Hub.start(Hub.read(file), Files.createTempDirectory(folder, "hub"));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void h264AndAacFromFfmpegArePlayedByteForByte() throws Exception {
        passesThrough(Child::ffmpeg, Clips.h264(folder, SECONDS));
    }

    @Test
    void hevcFromFfmpegIsPlayedByteForByte() throws Exception {
        passesThrough(Child::ffmpeg8, hevc());
    }

    @Test
    void packetsInRtpArePlayedByteForByte() throws Exception {
        var clip = Clips.h264(folder, SECONDS);
        var source = source(Child::ffmpeg, clip);
        try (var player = play(Child::ffmpeg);
                var sender =
                        Child.ffmpeg(
                                "-re",
                                "-i",
                                clip.toString(),
                                "-c",
                                "copy",
                                "-f",
                                "rtp_mpegts",
                                "rtp://127.0.0.1:" + udp)) {
            sender.output();
            player.output();
        }
        // ffmpeg never sends the last datagram of RTP unless it happens to be full.
        var sent = track(Child::ffmpeg, source, "v").units();
        var played = track(Child::ffmpeg, recording(), "v").units();
        assertThat(played).hasSizeGreaterThanOrEqualTo(sent.size() - 1);
        assertThat(sent).startsWith(played.toArray(String[]::new));
    }

    @Test
    void whatGStreamerSendsIsPlayedAsGStreamerFilesIt() throws Exception {
        var filed = folder.resolve("filed.ts");
        try (var player = play(Child::ffmpeg);
                var sender =
                        Child.run(
                                "gstreamer1.0-tools",
                                "gst-launch-1.0",
                                ("-q videotestsrc num-buffers=75 is-live=true"
                                                + " ! video/x-raw,width=320,height=180,framerate=25/1"
                                                + " ! x264enc tune=zerolatency key-int-max=25"
                                                + " ! mpegtsmux name=mux alignment=7 ! tee name=t"
                                                + " t. ! queue ! filesink location=%s"
                                                + " t. ! queue ! udpsink host=127.0.0.1 port=%d")
                                        .formatted(filed, udp)
                                        .split(" "))) {
            sender.output();
            player.output();
        }
        assertThat(pictures(recording())).isEqualTo(pictures(filed)).hasSize(75);
    }

    @Test
    void aMulticastGroupIsJoined() throws Exception {
        try (var sender =
                Child.ffmpeg(
                        "-re",
                        "-i",
                        Clips.h264(folder, SECONDS).toString(),
                        "-c",
                        "copy",
                        "-f",
                        "mpegts",
                        "udp://" + GROUP + ":" + udp + "?pkt_size=1316&localaddr=127.0.0.1")) {
            Await.until(
                    () -> "the group's stream is live; ffmpeg said: " + sender.said(),
                    () ->
                            hub.streams()
                                    .status("live/group")
                                    .filter(status -> status.frames() > Clips.RATE)
                                    .isPresent());
        }
    }

    private void passesThrough(Ffmpeg ffmpeg, Path clip) throws Exception {
        var source = source(ffmpeg, clip);
        try (var player = play(ffmpeg);
                var sender =
                        ffmpeg.run(
                                "-re",
                                "-i",
                                clip.toString(),
                                "-c",
                                "copy",
                                "-f",
                                "mpegts",
                                "udp://127.0.0.1:" + udp + "?pkt_size=1316")) {
            sender.output();
            player.output();
        }
        assertSame(ffmpeg, source);
    }

    /** The clip as FLV, so that configurations are of one form. */
    private Path source(Ffmpeg ffmpeg, Path clip) throws Exception {
        var source = folder.resolve("source.flv");
        try (var copy = ffmpeg.run(Clips.record(clip.toString(), source))) {
            copy.output();
        }
        return source;
    }

    /**
     * Without x265's message to the reader, which ffmpeg puts before every key frame of MPEG-TS.
     */
    private Path hevc() throws Exception {
        var clip = folder.resolve("hevc.mp4");
        try (var maker =
                Child.ffmpeg(
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=320x180:rate=25",
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=frequency=440:sample_rate=48000",
                        "-t",
                        "" + SECONDS,
                        "-c:v",
                        "libx265",
                        "-preset",
                        "ultrafast",
                        "-x265-params",
                        "log-level=error:info=0:keyint=25",
                        "-pix_fmt",
                        "yuv420p",
                        "-tag:v",
                        "hvc1",
                        clip.toString())) {
            maker.output();
        }
        return clip;
    }

    /** A player that waits for the publisher. */
    private Child play(Ffmpeg ffmpeg) throws IOException {
        var player =
                ffmpeg.run(Clips.record("rtmp://127.0.0.1:" + rtmp + "/" + STREAM, recording()));
        Await.until("a player waits", () -> status().filter(s -> s.readers() == 1).isPresent());
        return player;
    }

    private Path recording() {
        return folder.resolve("recording.flv");
    }

    private Optional<StreamStatus> status() {
        return hub.streams().status(STREAM);
    }

    private void assertSame(Ffmpeg ffmpeg, Path source) throws Exception {
        for (var name : new String[] {"v", "a"}) {
            var sent = track(ffmpeg, source, name);
            var played = track(ffmpeg, recording(), name);
            assertThat(played.units()).as(name).isEqualTo(sent.units());
        }
    }

    private static Track track(Ffmpeg ffmpeg, Path file, String track) throws Exception {
        try (var sums = ffmpeg.run(Clips.sums(file, track))) {
            return Track.of(sums);
        }
    }

    /** Sums of the decoded pictures. */
    private static List<String> pictures(Path file) throws Exception {
        try (var sums =
                Child.ffmpeg(
                        "-i",
                        file.toString(),
                        "-map",
                        "0:v",
                        "-fps_mode",
                        "passthrough",
                        "-f",
                        "framemd5",
                        "-")) {
            return Track.of(sums).units();
        }
    }

    private static int freeUdpPort() throws IOException {
        try (var socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        }
    }
}

package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Kind;
import dev.berth.media.Source;
import dev.berth.rtmp.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs serve, fetched over real sockets. */
class RemoteTest {
    @TempDir static Path folder;

    private final FfmpegScheme scheme = new FfmpegScheme();

    @BeforeAll
    static void makeClips() throws Exception {
        // A web server without ranges can send only what has its index at the beginning.
        var clip =
                Program.clip(
                        folder.resolve("clip.mp4"),
                        "-c:v",
                        "libopenh264",
                        "-g",
                        "10",
                        "-c:a",
                        "aac",
                        "-movflags",
                        "+faststart");
        for (var name : List.of("clip.flv", "clip.ts", "list.m3u8")) {
            Program.copy(clip, folder.resolve(name));
        }
        var newer =
                Program.clip(
                        folder.resolve("newer.webm"),
                        "-c:v",
                        "libsvtav1",
                        "-preset",
                        "12",
                        "-c:a",
                        "libopus");
        Program.copy(newer, folder.resolve("newer.flv"));
    }

    private static List<String> sums(Recording recording, Kind kind) throws Exception {
        var sums = new ArrayList<String>();
        for (var bytes : recording.bytes(kind)) {
            var sum = MessageDigest.getInstance("MD5").digest(ByteBufUtil.getBytes(bytes));
            sums.add(HexFormat.of().formatHex(sum));
        }
        return sums;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"clip.flv", "clip.ts", "clip.mp4", "list.m3u8", "newer.webm", "newer.flv"})
    void whatLiesOnAWebServerComesByteForByteAndAtItsOwnPace(String name) throws Exception {
        int port = Peer.freePort();
        try (var _ = Peer.files(folder, port)) {
            var local = Recording.of(file(folder.resolve(name.replace("list.m3u8", "clip.ts"))));
            long began = System.nanoTime();
            var recording = Recording.of(open("http://127.0.0.1:" + port + "/" + name));
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

            assertThat(sums(recording, Kind.VIDEO)).hasSize(25).isEqualTo(sums(local, Kind.VIDEO));
            assertThat(sums(recording, Kind.AUDIO))
                    .hasSizeGreaterThan(40)
                    .isEqualTo(sums(local, Kind.AUDIO));
            assertThat(took).isGreaterThanOrEqualTo(recording.units(Kind.VIDEO).getLast().time());
        }
    }

    private Source file(Path file) throws IOException {
        return scheme.open(URI.create("file:" + file));
    }

    private Source open(String uri) throws IOException {
        return scheme.open(URI.create(uri));
    }

    /** Comes until the server is there: one that is asked once would serve the asking. */
    private Source openSoon(String uri) {
        var opened = new ArrayList<Source>();
        Await.until(
                uri + " can be opened",
                () -> {
                    try {
                        opened.add(open(uri));
                        return true;
                    } catch (IOException notYet) {
                        return false;
                    }
                });
        return opened.getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flv", "mpegts"})
    void aLiveStreamOverHttpIsTaken(String format) throws Exception {
        var url = "http://127.0.0.1:" + Peer.freePort() + "/live/cam";
        try (var _ = Peer.sends(folder.resolve("clip.mp4"), "-f", format, "-listen", "1", url)) {
            var recording = Recording.until(150, openSoon(url));

            assertThat(recording.units(Kind.VIDEO)).hasSizeGreaterThan(30);
            assertThat(recording.units(Kind.AUDIO)).hasSizeGreaterThan(30);
            assertThat(recording.units(Kind.VIDEO)).extracting(Frame::time).isSorted();
        }
    }

    @Test
    void srtIsCalledAndTaken() throws Exception {
        int port = Peer.freePort();
        try (var _ =
                Peer.sends(
                        folder.resolve("clip.mp4"),
                        "-f",
                        "mpegts",
                        "srt://127.0.0.1:" + port + "?mode=listener&passphrase=0123456789ab")) {
            var recording =
                    Recording.until(
                            150, openSoon("srt://127.0.0.1:" + port + "?passphrase=0123456789ab"));

            assertThat(recording.units(Kind.VIDEO))
                    .extracting(Frame::codec)
                    .containsOnly(Codec.H264);
            assertThat(recording.units(Kind.AUDIO)).hasSizeGreaterThan(30);
        }
    }

    @Test
    void theTelephoneSoundOfACameraIsTakenAsItIs() throws Exception {
        try (var camera = Camera.telephone()) {
            var recording = Recording.until(100, open(camera.url()));

            assertThat(recording.units(Kind.AUDIO)).hasSizeGreaterThan(50);
            assertThat(recording.units(Kind.AUDIO))
                    .extracting(Frame::codec)
                    .containsOnly(Codec.PCMA);
            assertThat(recording.bytes(Kind.AUDIO))
                    .allMatch(bytes -> ByteBufUtil.hexDump(bytes).matches("(00)+"));
        }
    }

    @Test
    void theOpusOfACameraIsTakenThoughItSaysLittleOfItself() throws Exception {
        try (var camera = Camera.opus()) {
            var recording = Recording.until(100, open(camera.url()));

            assertThat(recording.units(Kind.AUDIO)).hasSizeGreaterThan(50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcm_alaw", "pcm_mulaw"})
    void telephoneSoundInAFileIsTakenAsItIs(String codec) throws Exception {
        var wav = Program.clip(folder.resolve(codec + ".wav"), "-vn", "-c:a", codec, "-ar", "8000");

        var recording = Recording.of(file(wav));

        assertThat(recording.bytes(Kind.AUDIO).stream().mapToInt(ByteBuf::readableBytes).sum())
                .isEqualTo(8_000);
    }

    @Test
    void telephoneSoundAtAnotherRateIsRefused() throws Exception {
        var wav =
                Program.clip(folder.resolve("fast.wav"), "-vn", "-c:a", "pcm_alaw", "-ar", "44100");

        assertThatThrownBy(() -> file(wav))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "has its sound coded as pcm_alaw at 44100 Hz (channels: 1),"
                                + " which streams here do not carry; recode it: ");
    }

    @Test
    void nobodyThereIsSaidInASentenceWithoutThePassword() throws Exception {
        int port = Peer.freePort();
        assertThatThrownBy(
                        () -> open("http://me:pass@127.0.0.1:" + port + "/live.flv?token=secret"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "http://***@127.0.0.1:"
                                + port
                                + "/live.flv?*** cannot be played, for FFmpeg says: Connection refused;"
                                + " see that 127.0.0.1:"
                                + port
                                + " runs, and sends something there that can be played");
    }

    @Test
    void aPlayListOfTheWebMayNotOpenFilesOfThisMachine() throws Exception {
        int port = Peer.freePort();
        Files.writeString(
                folder.resolve("trap.m3u8"),
                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://"
                        + folder.resolve("clip.ts")
                        + "\n#EXT-X-ENDLIST\n");
        try (var _ = Peer.files(folder, port)) {
            assertThatThrownBy(() -> open("http://127.0.0.1:" + port + "/trap.m3u8"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be played");
        }
    }

    /** A server that takes a connection and then says nothing. */
    private static final class Silent implements AutoCloseable {
        final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

        Silent() throws IOException {}

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort() + "/live.flv";
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void whoWaitsForASilentServerIsInterruptedLongBeforeItsPatienceEnds() throws Exception {
        try (var server = new Silent()) {
            var failure = new CompletableFuture<Throwable>();
            var opener =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    open(server.url()).close();
                                } catch (IOException | RuntimeException e) {
                                    failure.complete(e);
                                }
                            });
            server.socket.accept(); // it has connected, and waits
            opener.interrupt();

            assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    @Test
    @SuppressWarnings("try") // closed early, because that is what is tested
    void aSourceThatFallsSilentIsClosedAtOnce() throws Exception {
        var url = "http://127.0.0.1:" + Peer.freePort() + "/live/cam";
        try (var server = Peer.sends(folder.resolve("clip.mp4"), "-f", "flv", "-listen", "1", url);
                var source = openSoon(url);
                var recording = new Recording(all -> {})) {
            var run =
                    CompletableFuture.runAsync(() -> {
                        try {
                            source.run(recording.publication());
                        } catch (IOException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            Await.until("a picture has come", () -> !recording.units(Kind.VIDEO).isEmpty());
            server.freeze();
            source.close();

            assertThat(run).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @Test
    void aWrongUriIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> scheme.look(URI.create("srt://10.0.0.1"), false))
                .hasMessage(
                        "srt://10.0.0.1 names no port; write srt://host:port, for SRT has no usual one");
        assertThatThrownBy(
                        () -> scheme.look(URI.create("srt://10.0.0.1:9000?mode=listener"), false))
                .hasMessage(
                        "srt://10.0.0.1:9000?*** asks for mode=listener, and SRT is only called from"
                                + " here; leave mode out, and let the other side listen");
        assertThatThrownBy(() -> scheme.look(URI.create("http:/x"), false))
                .hasMessage(
                        "a source that begins with http: names no host; write http://host/path");
    }
}

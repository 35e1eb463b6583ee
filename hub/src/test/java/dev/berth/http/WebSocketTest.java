package dev.berth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.flv.FlvReader;
import dev.berth.codec.flv.FlvTag;
import dev.berth.codec.flv.FrameType;
import dev.berth.codec.flv.PacketType;
import dev.berth.codec.flv.VideoTag;
import dev.berth.hub.Trial;
import dev.berth.rtmp.Certificates;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams over WebSockets, as players in web pages ask for them. */
class WebSocketTest {
    @TempDir private Path folder;

    /** What a client hears. */
    private static final class Ear implements WebSocket.Listener {
        final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        final CompletableFuture<String> pong = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final List<ByteBuffer> parts = new ArrayList<>();

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer data, boolean last) {
            var copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
            parts.add(copy);
            if (last) {
                messages.add(
                        Unpooled.wrappedBuffer(parts.toArray(ByteBuffer[]::new)).copy().array());
                parts.clear();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
            pong.complete(UTF_8.decode(data).toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }

        byte[] next() throws InterruptedException {
            var message = messages.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message within 20 s").isNotNull();
            return message;
        }
    }

    private static WebSocket open(Hall hall, String path, Ear ear, String... header) {
        var builder = Hall.CLIENT.newWebSocketBuilder();
        for (int i = 0; i < header.length; i += 2) {
            builder.header(header[i], header[i + 1]);
        }
        return builder.buildAsync(hall.webSocket(path), ear).join();
    }

    @Test
    void everyMessageIsWholeTagsAndTheFirstPictureIsAKeyFrame() throws Exception {
        var clip = Clips.h264(folder, 3);
        try (var hall = Hall.open(folder);
                var publisher = Child.ffmpeg(Clips.publish(clip, hall.rtmp("live/demo")))) {
            hall.awaitFrames("live/demo", 10);
            var ear = new Ear();
            var socket = open(hall, "live/demo.flv", ear);

            var header = ear.next();
            assertThat(header).hasSize(13).startsWith('F', 'L', 'V', 1, 5);
            var reader = new FlvReader(1 << 20);
            assertThat(reader.next(Unpooled.wrappedBuffer(header))).isNull();
            var pictures = new ArrayList<VideoTag>();
            while (pictures.size() < 3) {
                pictures(reader, ear.next(), pictures);
            }
            assertThat(pictures.get(0).packet()).isEqualTo(PacketType.CONFIG);
            assertThat(pictures.get(1).frame()).isEqualTo(FrameType.KEY);
            assertThat(pictures.get(1).packet()).isEqualTo(PacketType.FRAMES);

            socket.sendPing(ByteBuffer.wrap("are you there".getBytes(UTF_8))).join();
            assertThat(ear.pong.get(20, TimeUnit.SECONDS)).isEqualTo("are you there");
            publisher.output();
            assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
        }
    }

    /** A message that ended in mid-tag would leave something over. */
    private static void pictures(FlvReader reader, byte[] message, List<VideoTag> into)
            throws Exception {
        var bytes = Unpooled.wrappedBuffer(message);
        for (var tag = reader.next(bytes); tag != null; tag = reader.next(bytes)) {
            if (tag.type() == FlvTag.VIDEO) {
                into.addAll(VideoTag.read(tag.body()));
            }
        }
        assertThat(bytes.readableBytes()).as("bytes after the last tag").isLessThanOrEqualTo(4);
    }

    @Test
    void overTlsItIsTheSame() throws Exception {
        var clip = Clips.h264(folder, 3);
        var identity = Certificates.make(folder);
        var secure = Trial.freePort();
        var ofTls =
                "tls: {certificate: %s, key: %s}\n"
                        .formatted(identity.certificate(), identity.key());
        try (var hall = Hall.open(folder, "tls-listen: " + secure, ofTls);
                var _ = Child.ffmpeg(Clips.publishForEver(clip, hall.rtmp("live/demo")));
                var client =
                        HttpClient.newBuilder()
                                .sslContext(
                                        trusting(Objects.requireNonNull(identity.certificate())))
                                .build()) {
            hall.awaitLive("live/demo");
            var ear = new Ear();
            var address = URI.create("wss://127.0.0.1:" + secure.port() + "/live/demo.flv");
            var socket = client.newWebSocketBuilder().buildAsync(address, ear).join();

            var reader = new FlvReader(1 << 20);
            var pictures = new ArrayList<VideoTag>();
            while (pictures.size() < 20) {
                pictures(reader, ear.next(), pictures);
            }
            assertThat(pictures.get(1).frame()).isEqualTo(FrameType.KEY);
            socket.abort();
            hall.awaitReaders("live/demo", 0);
        }
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var pem = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void aPlayerThatSaysGoodbyeLeavesTheStream() throws Exception {
        var clip = Clips.h264(folder, 3);
        try (var hall = Hall.open(folder);
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, hall.rtmp("live/demo")))) {
            hall.awaitLive("live/demo");
            var ear = new Ear();
            var socket = open(hall, "live/demo.flv", ear);
            hall.awaitReaders("live/demo", 1);

            socket.sendClose(WebSocket.NORMAL_CLOSURE, "enough").join();

            hall.awaitReaders("live/demo", 0);
            assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
            assertThat(publisher.running()).isTrue();
        }
    }

    @Test
    void pagesThatAreNotNamedOpenNoneWhereOthersAre() throws Exception {
        try (var hall =
                Hall.open(folder, "cors: [\"https://player.example\"]", "media: {grace: 0}")) {
            assertThat(refusal(hall, "https://stranger.example")).isEqualTo(403);
            // Nobody publishes, but it was let in as far as that.
            assertThat(refusal(hall, "https://player.example")).isEqualTo(404);
        }
    }

    private static int refusal(Hall hall, String origin) {
        try {
            open(hall, "live/demo.flv", new Ear(), "Origin", origin).abort();
            return 101;
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException no) {
                return no.getResponse().statusCode();
            }
            throw refused;
        }
    }

    @Test
    void whoeverAsksForOneInAnotherVersionIsToldWhichOne() throws Exception {
        try (var hall = Hall.open(folder);
                var socket = hall.connect()) {
            var answer =
                    Talk.ask(
                            socket,
                            """
                            GET /live/demo.flv HTTP/1.1
                            Host: here
                            Connection: Upgrade
                            Upgrade: websocket
                            Sec-WebSocket-Version: 8

                            """);

            assertThat(answer.status()).isEqualTo(426);
            assertThat(answer.header("sec-websocket-version")).isEqualTo("13");
        }
    }
}

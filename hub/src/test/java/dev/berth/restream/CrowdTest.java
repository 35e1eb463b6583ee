package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Trial;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.StreamStatus;
import dev.berth.media.Tap;
import dev.berth.rtmp.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outputs that stall, refuse or flap, and those beside them, which must not notice. */
class CrowdTest {
    private static final String SIGNAL = "test:?size=320x180&rate=15&bitrate=800k";
    private static final int HEALTHY = 14;
    private static final int FRAMES = 60;

    private final Trial trial = Trial.start();
    private final Trial platform = Trial.start();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (var one : open) {
            one.close();
        }
        trial.close();
        platform.close();
    }

    /** Takes connections in, and does with each what its kind does. */
    private final class Bad implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket();
        private final Set<Socket> taken = ConcurrentHashMap.newKeySet();
        private final int passes;

        /** {@code passes}: how many bytes it passes on to the platform before it does no more. */
        Bad(int passes) throws IOException {
            this.passes = passes;
            socket.setReceiveBufferSize(8 << 10);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofVirtual().start(this::accept);
            open.add(this);
        }

        String url(String stream) {
            return "rtmp://127.0.0.1:" + socket.getLocalPort() + "/" + stream;
        }

        private void accept() {
            try {
                while (true) {
                    var client = socket.accept();
                    taken.add(client);
                    if (passes == 0) {
                        client.close();
                    } else {
                        stall(client);
                    }
                }
            } catch (IOException closed) {
                // That is the end of it.
            }
        }

        private void stall(Socket client) throws IOException {
            var port = URI.create(platform.rtmp("a/b")).getPort();
            var beyond = new Socket(InetAddress.getLoopbackAddress(), port);
            taken.add(beyond);
            carry(client.getInputStream(), beyond.getOutputStream(), passes);
            carry(beyond.getInputStream(), client.getOutputStream(), Integer.MAX_VALUE);
        }

        private void carry(InputStream from, OutputStream to, int most) {
            Thread.ofVirtual()
                    .start(() -> {
                        var buffer = new byte[4 << 10];
                        try {
                            for (int n = 0, all = 0; n >= 0 && all < most; all += n) {
                                to.write(buffer, 0, n);
                                n = from.read(buffer);
                            }
                        } catch (IOException closed) {
                            // That is the end of it.
                        }
                    });
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (var one : taken) {
                one.close();
            }
        }
    }

    /** The longest that a stream at the platform was without a frame. */
    private static final class Gap implements Tap {
        private long last;
        private volatile long longest;
        private volatile int frames;

        @Override
        public void begin(Headers headers) {}

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // written under the stream's lock only
        public void frame(Frame frame) {
            long now = System.nanoTime();
            longest = last == 0 ? 0 : Math.max(longest, now - last);
            last = now;
            frames++;
        }

        @Override
        public void ended() {}
    }

    /** Sends to the healthy ones, and to whatever else; the longest gap that any of them saw. */
    private Duration run(String folder, List<String> others) throws IOException {
        var to =
                new ArrayList<>(
                        IntStream.range(0, HEALTHY)
                                .mapToObj(i -> platform.rtmp(folder + "/" + i))
                                .toList());
        to.addAll(others);
        var ids = trial.hub().restream().add(SIGNAL, to).stream().map(OutputStatus::id).toList();
        var gaps = new ArrayList<Gap>();
        for (int i = 0; i < HEALTHY; i++) {
            var name = folder + "/" + i;
            Await.until(
                    name + " is live there",
                    () ->
                            platform.hub()
                                    .streams()
                                    .status(name)
                                    .filter(at -> at.state() == StreamStatus.State.LIVE)
                                    .isPresent());
            var gap = new Gap();
            platform.hub().streams().tap(name, gap);
            gaps.add(gap);
        }
        Await.until(
                () ->
                        "all got their frames; they got "
                                + gaps.stream().map(gap -> gap.frames).toList(),
                () -> gaps.stream().allMatch(gap -> gap.frames >= FRAMES));
        assertThat(ids.subList(0, HEALTHY))
                .allSatisfy(id -> {
                    var healthy = trial.hub().restream().find(id).orElseThrow();
                    assertThat(healthy.droppedFrames()).isZero();
                    assertThat(healthy.reconnects()).isZero();
                });
        ids.forEach(trial.hub().restream()::remove);
        return Duration.ofNanos(gaps.stream().mapToLong(gap -> gap.longest).max().orElseThrow());
    }

    @Test
    void thoseThatStallRefuseOrFlapAreNotNoticedByTheHealthyOnes() throws Exception {
        var alone = run("alone", List.of());
        var stalled = new Bad(40_000);
        var flapping = new Bad(0);
        var away = "rtmp://127.0.0.1:" + Trial.freePort().port();
        var crowd =
                run(
                        "crowd",
                        List.of(
                                stalled.url("far/1"),
                                stalled.url("far/2"),
                                flapping.url("far/3"),
                                flapping.url("far/4"),
                                away + "/far/5",
                                away + "/far/6"));

        assertThat(crowd).isLessThan(alone.multipliedBy(2).plusMillis(500));
    }
}

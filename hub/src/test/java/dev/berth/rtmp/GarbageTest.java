package dev.berth.rtmp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What strangers send to the RTMP port. The seed is new every time and is said when something
 * breaks; {@code -Dberth.test.seed=} repeats it.
 */
class GarbageTest {
    private static final int INPUTS = 10_000;
    private static final int SENDERS = 8;
    private static final int HANDSHAKE = 1 + 1_536 + 1_536;
    private static final long MEMORY_TOLERANCE = 8 << 20;

    private final long seed = Long.getLong("berth.test.seed", System.nanoTime());

    @TempDir private Path folder;

    @Test
    void tenThousandRandomStringsAndTenThousandDamagedCapturesLeaveNothingBehind()
            throws Exception {
        var captures = captures();
        var level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.ADVANCED);
        var plan = House.Plan.usual().grace(Duration.ofMillis(100));
        try (var log = new Complaints();
                var house = House.open(folder, plan);
                var player = new Player(house.port())) {
            sendAll(house.port(), random -> captures.get(random.nextInt(captures.size())));
            awaitNothing(house);
            var leases = house.hub().authority().leases();
            long before = memory();

            sendAll(house.port(), GarbageTest::noise);
            sendAll(house.port(), random -> damaged(captures, random));

            awaitNothing(house);
            assertThat(player.played()).as("the player got something to see").isTrue();
            assertThat(house.hub().authority().leases()).isEqualTo(leases);
            assertThat(memory() - before)
                    .as("bytes of direct memory that did not return")
                    .isLessThan(MEMORY_TOLERANCE);
            lookForLeaks();
            assertThat(log.list()).as("complaints; seed %d", seed).isEmpty();
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    /** Sends as many inputs as are wanted, over a few connections at once. */
    private void sendAll(int port, Function<SplittableRandom, byte[]> inputs) throws Exception {
        try (var senders = Executors.newFixedThreadPool(SENDERS)) {
            var random = new SplittableRandom(seed);
            var done =
                    Stream.generate(random::split)
                            .limit(SENDERS)
                            .map(own -> senders.submit(() -> send(port, inputs, own)))
                            .toList();
            for (var sender : done) {
                sender.get();
            }
        }
    }

    private static void send(
            int port, Function<SplittableRandom, byte[]> inputs, SplittableRandom random) {
        for (int i = 0; i < INPUTS / SENDERS; i++) {
            send(port, inputs.apply(random));
        }
    }

    /** Says it all, and listens until the hub hangs up. */
    private static void send(int port, byte[] input) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(input);
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException expected) {
            // The hub may hang up as soon as it has had enough.
        } catch (IOException broken) {
            throw new AssertionError("the hub is not there any more", broken);
        }
    }

    private static byte[] noise(SplittableRandom random) {
        var bytes = new byte[random.nextInt(1, HANDSHAKE + 1_000)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            bytes[0] = 3; // the version: otherwise it ends right there
        }
        return bytes;
    }

    /** A few bytes become others, mostly behind the handshake. */
    private static byte[] damaged(List<byte[]> captures, SplittableRandom random) {
        var bytes = captures.get(random.nextInt(captures.size())).clone();
        int from = random.nextInt(10) == 0 ? 0 : HANDSHAKE;
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            int at = random.nextInt(from, bytes.length);
            bytes[at] =
                    switch (random.nextInt(4)) {
                        case 0 -> 0;
                        case 1 -> (byte) 0xff;
                        case 2 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                        default -> (byte) random.nextInt();
                    };
        }
        return bytes;
    }

    private static List<byte[]> captures() throws IOException {
        var folder = Path.of("../codecs/src/test/resources/captures");
        try (var files = Files.list(folder)) {
            var clients =
                    files.filter(file -> file.toString().endsWith(".c2s.hex")).sorted().toList();
            assertThat(clients).as("captures in %s", folder.toAbsolutePath()).isNotEmpty();
            return clients.stream().map(GarbageTest::bytes).toList();
        }
    }

    private static byte[] bytes(Path hex) {
        try (var lines = Files.lines(hex, US_ASCII)) {
            return HexFormat.of()
                    .parseHex(
                            lines.filter(line -> !line.startsWith("#"))
                                    .collect(Collectors.joining()));
        } catch (IOException unreadable) {
            throw new AssertionError(hex + " cannot be read", unreadable);
        }
    }

    /** No stream is left but the one the player waits for, and no connection but its own. */
    private static void awaitNothing(House house) {
        Await.until(
                () -> "the streams are over; there are " + house.hub().streams().all(),
                () ->
                        house.hub().streams().all().stream()
                                .allMatch(stream -> stream.name().equals(Player.STREAM)));
        Await.until("connections are closed", () -> connections(house.port()) <= 1);
    }

    /** Connections on the hub's side, as the kernel knows them. */
    private static long connections(int port) {
        var local = ":%04X".formatted(port);
        try {
            return Stream.of("tcp", "tcp6")
                    .map(table -> Path.of("/proc/net", table))
                    .flatMap(GarbageTest::lines)
                    .map(line -> line.strip().split(" +", -1))
                    .filter(fields -> fields[1].endsWith(local))
                    .filter(fields -> fields[3].equals("01") || fields[3].equals("08"))
                    .count();
        } catch (IllegalStateException unreadable) {
            throw new AssertionError("the kernel's list of connections is not there", unreadable);
        }
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static long memory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** Netty finds what was lost when the next buffers are allocated after a collection. */
    private static void lookForLeaks() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int j = 0; j < 1_000; j++) {
                ByteBufAllocator.DEFAULT.directBuffer(16).release();
            }
        }
    }

    /** Plays what the captures publish, again and again, so that their frames are sent as well. */
    private static final class Player implements AutoCloseable {
        static final String STREAM = "live/cam";

        private final int port;
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicBoolean played = new AtomicBoolean();
        private final Thread thread = Thread.ofVirtual().unstarted(this::run);

        Player(int port) {
            this.port = port;
            thread.start();
        }

        boolean played() {
            return played.get();
        }

        private void run() {
            while (!closed.get()) {
                try (var wire = Wire.play(port, "live", "cam")) {
                    while (!closed.get()) {
                        wire.nextPicture();
                        played.set(true);
                    }
                } catch (Exception ended) {
                    // The stream has ended, or was none; the next one comes.
                    Thread.onSpinWait();
                }
            }
        }

        @Override
        public void close() {
            closed.set(true);
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

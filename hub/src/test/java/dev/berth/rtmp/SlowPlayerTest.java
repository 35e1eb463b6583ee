package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.restream.OutputState;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.EOFException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A player that does not keep up is its own problem. */
class SlowPlayerTest {
    private static final int QUEUE = 512 << 10;

    private static final int PICTURE = 50_000;

    /**
     * So many pictures fit into the connection of a player that reads nothing, but not all of them
     * into the kernel's part of it.
     */
    private static final int IN_ITS_CONNECTION = 7;

    /** Pictures of one measurement: four seconds. */
    private static final int PICTURES = 100;

    private static final long TOLERANCE = Duration.ofMillis(100).toNanos();
    private static final int ROUNDS = 3;

    @TempDir private Path folder;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void aPlayerThatStopsReadingDelaysNobodyAndLosesOnlyItsOwnFrames() throws Exception {
        var plan = House.Plan.usual().queue(QUEUE);
        var clip = Clips.fat(folder, 4, 6_000);
        try (var house = House.open(folder, plan);
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, house.url("live/demo")))) {
            int port = House.freePort();
            var output =
                    house.output("live/demo", "rtmp://127.0.0.1:" + port + "/live/out?listen=1");
            house.awaitLive("live/demo");
            house.awaitOutput(output, OutputState.WAITING_FOR_CLIENT);
            // As many good ones as there are event loops: one shares its loop with the bad one.
            try (var good = Crowd.of(Runtime.getRuntime().availableProcessors(), port);
                    var bad = Wire.play(port, "live", "out")) {
                long alone = largestGapWhileAllRead(good, bad);
                long before = memory();
                assertThat(delayByTheBadOne(good, alone))
                        .as("what the largest gap grew by, in ns, publisher: %s", publisher.said())
                        .isLessThan(TOLERANCE);
                assertThat(memory() - before).as("bytes that the hub took").isLessThan(4L * QUEUE);

                var warning = bad.awaitStatus("NetStream.Play.InsufficientBW");
                assertThat(Replies.said(warning, "description")).contains("frames were skipped");
                var next = bad.nextPicture();
                assertThat(Wire.isKey(next)).as("the first picture after it is a key").isTrue();
                assertThat(house.status(output).droppedFrames()).isPositive();
                assertThat(publisher.running()).isTrue();
            }
        }
    }

    /** The hub has all that it needs without a bad one after this: a picture group, and buffers. */
    private long largestGapWhileAllRead(Crowd good, Wire other) throws Exception {
        var reading = threads.submit(() -> largestGap(other));
        long largest = largestGap(good);
        reading.get();
        return largest;
    }

    /**
     * How much larger the good players' largest gap is while the bad one does not read. The machine
     * may hiccup, so the best of a few rounds counts; the bad one stands still all the while.
     */
    private long delayByTheBadOne(Crowd good, long alone) throws Exception {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && best > TOLERANCE; round++) {
            best = Math.min(best, largestGap(good) - alone);
        }
        return best;
    }

    private long largestGap(Crowd players) throws Exception {
        var gaps = players.wires.stream().map(wire -> threads.submit(() -> largestGap(wire)));
        long largest = 0;
        for (var gap : gaps.toList()) {
            largest = Math.max(largest, gap.get());
        }
        return largest;
    }

    /** Players that do as they should. */
    private record Crowd(List<Wire> wires) implements AutoCloseable {
        static Crowd of(int count, int port) throws Exception {
            var wires = new ArrayList<Wire>();
            for (int i = 0; i < count; i++) {
                wires.add(Wire.play(port, "live", "out"));
            }
            return new Crowd(wires);
        }

        @Override
        public void close() {
            wires.forEach(Wire::close);
        }
    }

    private static long largestGap(Wire player) throws Exception {
        player.nextPicture();
        long last = System.nanoTime();
        long largest = 0;
        for (int i = 0; i < PICTURES; i++) {
            player.nextPicture();
            long now = System.nanoTime();
            largest = Math.max(largest, now - last);
            last = now;
        }
        return largest;
    }

    private static long memory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    @Test
    void aPlayerThatIsFarBehindWhenTheStreamEndsGetsAllOfItAndTheEnd() throws Exception {
        behindAtTheEnd(60);
    }

    @Test
    void aPlayerThatIsABitBehindWhenTheStreamEndsGetsAllOfItAndTheEnd() throws Exception {
        behindAtTheEnd(IN_ITS_CONNECTION);
    }

    private void behindAtTheEnd(int pictures) throws Exception {
        var plan = House.Plan.usual().grace(Duration.ofMillis(1_500));
        try (var house = House.open(folder, plan);
                var player = Wire.play(house.port(), "live", "demo");
                var publisher = Wire.connect(house.port(), "live");
                var other = Wire.connect(house.port(), "live")) {
            publish(publisher, pictures);
            house.awaitFrames("live/demo", pictures + 1);
            publisher.send(
                    new RtmpMessage.Command(0, "deleteStream", 0, List.of(Amf.nil(), Amf.num(1))));
            publisher.awaitStatus("NetStream.Unpublish.Success");
            waitAWhile(house, other);

            for (int i = 0; i < pictures; i++) {
                assertThat(player.nextPicture().timestamp()).isEqualTo(40L * i);
            }
            player.awaitStatus("NetStream.Play.UnpublishNotify");
            player.awaitStatus("NetStream.Play.Stop");
            assertThatThrownBy(player::next).isInstanceOf(EOFException.class);
        }
    }

    private static void publish(Wire publisher, int pictures) throws Exception {
        publisher.publish("demo");
        publisher.send(Wire.configuration());
        for (int i = 0; i < pictures; i++) {
            publisher.send(Wire.picture(40L * i, i == 0, PICTURE));
        }
    }

    /** As long as the hub waits for a publisher that was cut off. */
    private static void waitAWhile(House house, Wire other) throws Exception {
        other.publish("other");
        other.cutOff();
        Await.until(
                "the hub has given the other publisher up",
                () -> house.hub().streams().status("live/other").isEmpty());
    }

    @Test
    void whoeverTakesNothingForTooLongIsHungUp() throws Exception {
        var plan = House.Plan.usual().queue(QUEUE).stall(Duration.ofSeconds(1));
        try (var house = House.open(folder, plan);
                var tarpit = new Tarpit();
                var publisher = Wire.connect(house.port(), "live");
                var good = Wire.play(house.port(), "live", "demo")) {
            int port = House.freePort();
            publish(publisher, 1);
            var push = house.output("live/demo", tarpit.url());
            var listening =
                    house.output("live/demo", "rtmp://127.0.0.1:" + port + "/live/out?listen=1");
            house.awaitOutput(listening, OutputState.WAITING_FOR_CLIENT);
            var player = Wire.play(port, "live", "out");
            house.awaitOutput(listening, OutputState.LIVE);
            var publishing = threads.submit(() -> publishOn(publisher));
            var playing = threads.submit(() -> playOn(good));

            Await.until(
                    () -> "the push is stalled; it is " + house.status(push),
                    () -> house.status(push).state() == OutputState.STALLED);
            Await.until(
                    () -> "the push is given up; it is " + house.status(push),
                    () ->
                            Objects.toString(house.status(push).problem())
                                    .endsWith("the other side has taken nothing for 1 s"));
            house.awaitOutput(listening, OutputState.WAITING_FOR_CLIENT);
            player.close();
            assertThat(publishing.isDone()).isFalse();
            assertThat(playing.isDone()).isFalse();
        }
    }

    /** Until the connection is closed. */
    private static Void publishOn(Wire publisher) throws Exception {
        for (int i = 1; true; i++) {
            publisher.send(Wire.picture(40L * i, i % 10 == 0, PICTURE));
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Until the connection is closed. */
    private static Void playOn(Wire player) throws Exception {
        while (true) {
            player.nextPicture();
        }
    }
}

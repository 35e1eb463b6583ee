package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.net.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A connection is looked at after a rest, and a second time where that finds more. */
class ReadingRoundsTest {
    private static final Duration REST = PatientPeer.REST;
    private static final Duration ROUND = Duration.ofMillis(2);

    @Nested
    class ASocket {
        private final List<String> done = new ArrayList<>();
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private boolean sends = true;
        private boolean breaks;
        private boolean sendsMore;
        private long bytes;
        private int sent;
        private long room;
        private final ReadingRounds rounds =
                new ReadingRounds(
                        channel,
                        new ReadingRounds.Subject() {
                            @Override
                            public long patience() {
                                return REST.toNanos();
                            }

                            @Override
                            public void rest(long time) {
                                done.add("rest");
                            }

                            @Override
                            public long bytesRead() {
                                return bytes;
                            }

                            @Override
                            public long room() {
                                return room;
                            }

                            @Override
                            public boolean look() {
                                if (breaks) {
                                    throw new IllegalStateException("broken");
                                }
                                boolean again = done.getLast().equals("look");
                                done.add("look");
                                bytes += sent;
                                return again ? sendsMore : sends;
                            }
                        });

        /** So many rests, and what followed each. */
        private List<String> after(int rests) {
            channel.freezeTime();
            rounds.read();
            pass(ROUND);
            done.clear();
            done.add("rest");
            for (int i = 0; i < rests; i++) {
                pass(REST);
                pass(ROUND);
            }
            return done;
        }

        private void pass(Duration time) {
            channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
            channel.runPendingTasks();
        }

        @Test
        void thatAlwaysHasMoreIsLookedAtTwiceEachTime() {
            sendsMore = true;
            var looks = after(50).stream().filter("look"::equals).count();
            assertThat(looks).isEqualTo(100);
        }

        @Test
        void thatNeverHasMoreIsSoonLookedAtOnceButForOneTimeInSixteen() {
            after(50);
            done.clear();
            done.add("rest");
            for (int i = 0; i < 160; i++) {
                pass(REST);
                pass(ROUND);
            }
            assertThat(done.stream().filter("look"::equals).count()).isBetween(165L, 175L);
        }

        @Test
        void whoseLookFailsIsToldToTheConnectionWhichWouldBeDeafOtherwise() {
            breaks = true;
            after(1);
            assertThatThrownBy(channel::checkException).hasMessage("broken");
        }

        /** Its sender may have had more to send. */
        @Test
        void thatHasHalfOfWhatThereIsRoomForIsTheChannelsToRead() {
            sends(64 << 10, 128 << 10);
            assertThat(channel.config().isAutoRead()).isTrue();
        }

        @Test
        void thatHasMuchWhereThereIsRoomForMoreIsLeftAlone() {
            sends(64 << 10, 512 << 10);
            assertThat(channel.config().isAutoRead()).isFalse();
        }

        private void sends(int bytesALook, long ofRoom) {
            sent = bytesALook;
            room = ofRoom;
            after(1);
        }

        @Test
        void thatHasNothingAtAllIsTheChannelsToRead() {
            sends = false;
            assertThat(after(1)).containsExactly("rest", "look");
            assertThat(rounds.resting()).isFalse();
            assertThat(channel.config().isAutoRead()).isTrue();
        }
    }

    /** A message that came, and whether the channel was to read then. */
    private record Came(long number, boolean byTheChannel) {}

    private static final class Patient extends PatientPeer {
        final CompletableFuture<String> end = new CompletableFuture<>();
        private final BlockingQueue<Came> messages = new LinkedBlockingQueue<>();
        private final Channel channel;

        Patient(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void on(RtmpMessage message) {
            if (message instanceof RtmpMessage.Acknowledgement(long number)) {
                messages.add(new Came(number, channel.config().isAutoRead()));
            }
            super.on(message);
        }

        Came next() throws InterruptedException {
            var next = messages.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("a message within 20 s").isNotNull();
            return next;
        }

        @Override
        public void down(String why) {
            end.complete(why);
        }
    }

    /** They share the buffer that they are read into. */
    @Test
    void halfAMessageOfOneConnectionIsSafeFromTheOthers() throws Exception {
        var peers = new LinkedBlockingQueue<Patient>();
        try (var loops = Loops.start(1)) {
            var server = listen(loops, peers::add);
            try (var one = Wire.open(port(server));
                    var two = Wire.open(port(server))) {
                var restOfOne = halves(one, 1);
                var restOfTwo = halves(two, 11);
                var ofOne = peers.take();
                var ofTwo = peers.take();
                assertThat(ofOne.next().number()).isEqualTo(1);
                assertThat(ofTwo.next().number()).isEqualTo(11);

                one.write(restOfOne);
                two.write(restOfTwo);

                assertThat(ofOne.next().number()).isEqualTo(2);
                assertThat(ofTwo.next().number()).isEqualTo(12);
            }
            server.close().sync();
        }
    }

    /** Sends a message and half of the next one; its other half. */
    private static ByteBuf halves(Wire wire, long number) throws Exception {
        var whole = wire.bytes(new RtmpMessage.Acknowledgement(number));
        var next = wire.bytes(new RtmpMessage.Acknowledgement(number + 1));
        assertThat(next.readableBytes()).as("the header is not shortened").isEqualTo(16);
        wire.write(whole.writeBytes(next, 5));
        return next;
    }

    @Test
    void whileItRestsMessagesAreFoundWithoutTheChannel() throws Exception {
        var peers = new LinkedBlockingQueue<Patient>();
        try (var loops = Loops.start(1)) {
            var server = listen(loops, peers::add);
            try (var wire = Wire.open(port(server))) {
                var patient = peers.take();
                boolean byTheChannel = true;
                for (int i = 0; byTheChannel && i < 1_000; i++) {
                    wire.send(new RtmpMessage.Acknowledgement(i));
                    var came = patient.next();
                    assertThat(came.number()).isEqualTo(i);
                    byTheChannel = came.byTheChannel();
                }
                assertThat(byTheChannel).isFalse();
                wire.finish();
                assertThat(patient.end.get(20, TimeUnit.SECONDS))
                        .isEqualTo("the other side hung up");
            }
            server.close().sync();
        }
    }

    private static int port(Channel server) {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private static Channel listen(Loops loops, Consumer<Patient> arrived)
            throws InterruptedException {
        return new ServerBootstrap()
                .group(loops.group())
                .channel(EpollServerSocketChannel.class)
                .childHandler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                Inbox.of(channel);
                                var patient = new Patient(channel);
                                channel.pipeline()
                                        .addLast(
                                                RtmpLink.accepted(patient, Duration.ofSeconds(20)));
                                arrived.accept(patient);
                            }
                        })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }
}

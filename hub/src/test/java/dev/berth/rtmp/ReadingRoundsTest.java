package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.net.Loops;
import io.netty.bootstrap.ServerBootstrap;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A connection is looked at after a rest, and a second time where that finds more. */
class ReadingRoundsTest {
    private static final Duration REST = Duration.ofMillis(60);
    private static final Duration ROUND = Duration.ofMillis(2);

    @Nested
    class ASocket {
        private final List<String> done = new ArrayList<>();
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private boolean sends = true;
        private boolean sendsMore;
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
                                return 0;
                            }

                            @Override
                            public boolean look() {
                                boolean again = done.getLast().equals("look");
                                done.add("look");
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
        void thatHasNothingAtAllIsTheChannelsToRead() {
            sends = false;
            assertThat(after(1)).containsExactly("rest", "look");
            assertThat(rounds.resting()).isFalse();
            assertThat(channel.config().isAutoRead()).isTrue();
        }
    }

    /** Whether the channel was to read when each message came, and what was said at the end. */
    private static final class Patient implements RtmpLink.Peer {
        final BlockingQueue<Boolean> byTheChannel = new LinkedBlockingQueue<>();
        final CompletableFuture<String> end = new CompletableFuture<>();
        private final Channel channel;

        Patient(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void up(RtmpLink link) {}

        @Override
        public void on(RtmpMessage message) {
            byTheChannel.add(channel.config().isAutoRead());
            message.release();
        }

        @Override
        public long patience() {
            return REST.toNanos();
        }

        @Override
        public void writability() {}

        @Override
        public void down(String why) {
            end.complete(why);
        }
    }

    @Test
    void whileItRestsMessagesAndTheEndAreFoundWithoutTheChannel() throws Exception {
        var peer = new CompletableFuture<Patient>();
        try (var loops = Loops.start(1)) {
            var server = listen(loops, peer);
            var address = (InetSocketAddress) server.localAddress();
            try (var wire = Wire.open(address.getPort())) {
                boolean byTheChannel = true;
                for (int i = 0; byTheChannel && i < 1_000; i++) {
                    wire.send(new RtmpMessage.Acknowledgement(i));
                    var patient = peer.get(20, TimeUnit.SECONDS);
                    var came = patient.byTheChannel.poll(20, TimeUnit.SECONDS);
                    assertThat(came).as("a message within 20 s").isNotNull();
                    byTheChannel = came;
                }
                assertThat(byTheChannel).isFalse();
                wire.finish();
            }
            assertThat(peer.join().end.get(20, TimeUnit.SECONDS))
                    .isEqualTo("the other side hung up");
            server.close().sync();
        }
    }

    private static Channel listen(Loops loops, CompletableFuture<Patient> peer)
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
                                peer.complete(patient);
                            }
                        })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }
}

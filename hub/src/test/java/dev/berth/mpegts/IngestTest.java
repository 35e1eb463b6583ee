package dev.berth.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.access.Access;
import dev.berth.codec.Malformed;
import dev.berth.codec.ts.TsCodec;
import dev.berth.codec.ts.TsWriter;
import dev.berth.journal.Event;
import dev.berth.journal.Journal;
import dev.berth.media.MediaConfig;
import dev.berth.media.StreamStatus;
import dev.berth.media.Streams;
import dev.berth.ports.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String STREAM = "live/cam";
    private static final InetAddress HOST = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress FIRST = new InetSocketAddress(HOST, 5001);
    private static final InetSocketAddress SECOND_ONE = new InetSocketAddress(HOST, 5002);
    private static final MpegTsConfig.Input INPUT =
            new MpegTsConfig.Input(
                    Endpoint.parse("udp/127.0.0.1:9000"), STREAM, "", Duration.ofSeconds(5));

    private final DefaultEventExecutorGroup clocks = new DefaultEventExecutorGroup(1);
    private final Journal journal = new Journal(Clock.systemUTC());
    private final Streams streams = new Streams(MediaConfig.DEFAULT, clocks, Clock.systemUTC());
    private final LongAdder lost = new LongAdder();
    private final Ingest ingest = new Ingest(INPUT, streams, Access.open(), journal, lost);
    private final Sender sender = new Sender();

    @AfterEach
    void close() {
        ingest.close();
        streams.close();
        clocks.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void theFirstSenderPublishesAndIsNamed() {
        send(FIRST, 0);
        assertThat(status().state()).isEqualTo(StreamStatus.State.LIVE);
        assertThat(status().publisher()).isEqualTo("mpegts 127.0.0.1 port 5001");
        assertThat(status().frames()).isEqualTo(1);
    }

    @Test
    void whatIsNoTransportStreamPublishesNothing() {
        ingest.datagram(FIRST, Unpooled.copiedBuffer(new byte[1_316]), 0);
        assertThat(streams.status(STREAM)).isEmpty();
    }

    @Test
    void anotherSenderIsPassedOverAndToldOfOnce() {
        send(FIRST, 0);
        send(SECOND_ONE, SECOND);
        send(SECOND_ONE, 2 * SECOND);
        assertThat(status().frames()).isEqualTo(1);
        assertThat(told("mpegts.stranger"))
                .containsExactly(
                        "udp/127.0.0.1:9000: what mpegts 127.0.0.1 port 5002 sends is passed over while mpegts 127.0.0.1 port 5001 publishes live/cam; stop one of them, or give it an input of its own");
    }

    @Test
    void anotherSenderTakesOverFromOneThatWentSilent() {
        send(FIRST, 0);
        ingest.look(4 * SECOND);
        assertThat(status().state()).isEqualTo(StreamStatus.State.LIVE);
        ingest.look(5 * SECOND);
        assertThat(status().state()).isEqualTo(StreamStatus.State.INTERRUPTED);
        send(SECOND_ONE, 6 * SECOND);
        assertThat(status().publisher()).isEqualTo("mpegts 127.0.0.1 port 5002");
    }

    @Test
    void aStreamThatSomebodyElsePublishesIsToldOfOnceAndTriedAgain() throws Exception {
        var other = streams.publish(STREAM, "somebody else");
        send(FIRST, 0);
        send(FIRST, SECOND);
        send(FIRST, 4 * SECOND);
        assertThat(told("mpegts.refused")).singleElement().asString().contains("somebody else");
        other.end();
        send(FIRST, 5 * SECOND);
        assertThat(streams.status(STREAM).map(StreamStatus::frames)).isNotEqualTo(1L);
        send(FIRST, 8 * SECOND);
        assertThat(status().publisher()).isEqualTo("mpegts 127.0.0.1 port 5001");
    }

    @Test
    void whoIsRefusedLocksNobodyElseOut() throws Exception {
        var other = streams.publish(STREAM, "somebody else");
        send(FIRST, 0);
        other.end();
        send(SECOND_ONE, SECOND);
        assertThat(streams.status(STREAM)).as("of the same address").isEmpty();
        send(new InetSocketAddress("127.0.0.2", 5001), SECOND);
        assertThat(status().publisher()).isEqualTo("mpegts 127.0.0.2 port 5001");
    }

    @Test
    void lossesAreCountedAndToldTogether() {
        send(FIRST, 0);
        sender.frame();
        send(FIRST, SECOND);
        sender.frame();
        send(FIRST, 2 * SECOND);
        ingest.look(3 * SECOND);
        assertThat(told("mpegts.loss")).isEmpty();
        send(FIRST, 9 * SECOND / 2);
        send(FIRST, 9 * SECOND);
        send(FIRST, 11 * SECOND);
        assertThat(told("mpegts.loss"))
                .singleElement()
                .asString()
                .startsWith("live/cam has lost 2 transport packets since it began");
        assertThat(lost.sum()).isEqualTo(2);
    }

    private void send(InetSocketAddress from, long now) {
        ingest.datagram(from, sender.frame(), now);
        ingest.look(now);
    }

    private StreamStatus status() {
        return streams.status(STREAM).orElseThrow();
    }

    private List<String> told(String kind) {
        try {
            return journal.after(0, Duration.ZERO).stream()
                    .filter(event -> event.kind().equals(kind))
                    .map(Event::text)
                    .toList();
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
    }

    /** Datagrams of a transport stream: the tables, and a frame of sound. */
    private static final class Sender {
        private static final int PID = 0x100;

        private final TsWriter writer = new TsWriter();
        private long time;

        ByteBuf frame() {
            try {
                var out = Unpooled.buffer();
                if (!writer.has(PID)) {
                    writer.track(PID, TsCodec.AC3, null);
                    writer.tables(out);
                }
                time += 2_880;
                writer.write(PID, true, time, time, time, sound(), out);
                return out;
            } catch (Malformed never) {
                throw new IllegalStateException(never);
            }
        }

        /** 128 bytes at 32 kbit/s: one packet, and the header of one. */
        private static ByteBuf sound() {
            var bytes = new byte[128];
            Arrays.fill(bytes, (byte) 0x55);
            return Unpooled.wrappedBuffer(bytes).setInt(0, 0x0b770000).setShort(4, 0x0040);
        }
    }
}

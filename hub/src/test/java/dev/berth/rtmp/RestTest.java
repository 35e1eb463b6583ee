package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.rtmp.ClientHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A link reads media in rounds, while whoever wants them may wait. */
class RestTest {
    private static final Duration REST = PatientPeer.REST;
    private static final Duration ROUND = Duration.ofMillis(2);

    private final EmbeddedChannel channel =
            new EmbeddedChannel(RtmpLink.accepted(new PatientPeer(), Duration.ofSeconds(10)));

    private void shakeHands() throws Exception {
        var client = new ClientHandshake(new SecureRandom(), 0);
        channel.freezeTime();
        channel.writeInbound(client.start(channel.alloc()));
        var answer = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            answer.writeBytes(part);
            part.release();
        }
        for (var next = client.answer(answer, channel.alloc());
                next != null;
                next = client.answer(answer, channel.alloc())) {
            channel.writeInbound(next);
        }
        answer.release();
        pass(ROUND);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runPendingTasks();
    }

    @Test
    void afterARoundItReadsNothingForAsLongAsItsPeerMayWait() throws Exception {
        assertThat(channel.config().isAutoRead()).as("before hands are shaken").isTrue();
        shakeHands();

        assertThat(channel.config().isAutoRead()).isFalse();
        pass(REST.dividedBy(2));
        assertThat(channel.config().isAutoRead()).isFalse();
        pass(REST.dividedBy(2));
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    /** Its kernel may have no room for more, and it would have to wait. */
    @Test
    void whoSentMuchIsReadOnAtOnce() throws Exception {
        shakeHands();
        pass(REST);

        channel.writeInbound(Unpooled.wrappedBuffer(picture(64 << 10)));
        pass(ROUND);

        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aSocketThatTakesBytesAgainDoesNotEndTheRest() throws Exception {
        shakeHands();

        var waiting = channel.unsafe().outboundBuffer();
        waiting.setUserDefinedWritability(1, false);
        waiting.setUserDefinedWritability(1, true);
        channel.runPendingTasks();

        assertThat(channel.config().isAutoRead()).isFalse();
        pass(REST);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    /** One chunk header of type 0, and as many chunks of 128 bytes as it takes. */
    private static byte[] picture(int size) {
        var chunks = Unpooled.buffer();
        chunks.writeByte(6).writeMedium(0).writeMedium(size).writeByte(9).writeIntLE(1);
        for (int sent = 0; sent < size; sent += 128) {
            if (sent > 0) {
                chunks.writeByte(0xc6);
            }
            chunks.writeZero(Math.min(128, size - sent));
        }
        var bytes = new byte[chunks.readableBytes()];
        chunks.readBytes(bytes).release();
        return bytes;
    }
}

package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.Malformed;
import dev.berth.codec.rtmp.RtmpLimits;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpReader;
import dev.berth.media.Day;
import dev.berth.media.FlvTags;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Tap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

/** A day passes for a player by RTMP, whose clock has 32 bits. */
class HoursTest {
    private static final int STREAM = 1;

    /** What every connection begins with. */
    private static final int CHUNK = 128;

    private static final long CLOCK = 0xffff_ffffL;

    @Test
    void aDayOfMessagesNeitherDriftsNorStands() throws Exception {
        var day = new Day();
        try (var player = new Player()) {
            day.pass(player);
            assertThat(player.frames).isEqualTo(day.frames());
        }
    }

    /** Reads each message as soon as it is written. */
    private static final class Player implements Tap, AutoCloseable {
        private final RtmpPackaging packager = new RtmpPackaging(STREAM, CHUNK, false, false);
        private final RtmpReader reader =
                new RtmpReader(RtmpLimits.DEFAULT, new UnpooledByteBufAllocator(false, true));
        private final ByteBuf wire = Unpooled.buffer();
        long frames;

        @Override
        public void begin(Headers headers) {}

        @Override
        public void frame(Frame frame) {
            packager.frame(frame, wire);
            try {
                for (var next = reader.next(wire); next != null; next = reader.next(wire)) {
                    on(next, frame);
                    next.release();
                }
            } catch (Malformed wrong) {
                throw new AssertionError(wrong);
            }
            wire.discardReadBytes();
        }

        private void on(RtmpMessage message, Frame sent) throws Malformed {
            switch (message) {
                case RtmpMessage.Audio(_, long time, var body) ->
                        FlvTags.read(FlvTags.AUDIO, time, body, frame -> came(frame, sent));
                case RtmpMessage.Video(_, long time, var body) ->
                        FlvTags.read(FlvTags.VIDEO, time, body, frame -> came(frame, sent));
                default -> throw new AssertionError("a player is sent " + message);
            }
        }

        private void came(Frame frame, Frame sent) {
            Day.check(
                    frame.time() == (sent.time() & CLOCK)
                            && frame.offset() == sent.offset()
                            && frame.role() == sent.role(),
                    "the frame of %d came at %d",
                    sent.time(),
                    frame.time());
            frames += frame.role() == Frame.Role.CONFIG ? 0 : 1;
            frame.release();
        }

        @Override
        public void ended() {}

        @Override
        public void close() {
            reader.close();
        }
    }
}

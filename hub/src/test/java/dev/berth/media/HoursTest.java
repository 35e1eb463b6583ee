package dev.berth.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.Malformed;
import dev.berth.codec.flv.FlvReader;
import dev.berth.codec.flv.FlvWriter;
import dev.berth.codec.ts.TsDamage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A day passes, and every frame of it arrives at its time. */
class HoursTest {
    private final Day day = new Day();
    private final ByteBuf out = Unpooled.buffer();

    @Test
    void aDayOfFlvTagsNeitherDriftsNorStands() throws Exception {
        var reader = new FlvReader(1_000);
        FlvWriter.fileHeader(out, true, true);
        var arrivals = new Arrivals();

        day.pass(
                new Packed(
                        new FlvPackaging(),
                        frame -> {
                            arrivals.sent(frame);
                            read(reader, arrivals);
                        }));

        assertThat(arrivals.count).isEqualTo(day.frames());
    }

    private void read(FlvReader reader, Arrivals arrivals) {
        try {
            for (var tag = reader.next(out); tag != null; tag = reader.next(out)) {
                FlvTags.read(tag.type(), tag.timestamp(), tag.body(), arrivals::came);
                tag.close();
            }
            out.discardReadBytes();
        } catch (Malformed wrong) {
            throw new AssertionError(wrong);
        }
    }

    @Test
    void aDayOfTransportStreamNeitherDriftsNorStands() throws Exception {
        var arrivals = new Arrivals();
        var damage = TsDamage.NONE;
        try (var reader = new TsFrames(arrivals::came)) {
            day.pass(
                    new Packed(
                            new TsPackaging(),
                            frame -> {
                                arrivals.sent(frame);
                                reader.datagram(out);
                                out.clear();
                            }));
            reader.finish();
            damage = reader.damage();
        }

        assertThat(damage).isEqualTo(TsDamage.NONE);
        assertThat(arrivals.count).isEqualTo(day.frames());
    }

    /** Packages each frame, and then says which it was. */
    private final class Packed implements Tap {
        private final Packager packager;
        private final Consumer<Frame> then;

        Packed(Packaging packaging, Consumer<Frame> then) {
            packager = packaging.packager(Headers.NONE);
            this.then = then;
        }

        @Override
        public void begin(Headers headers) {}

        @Override
        public void frame(Frame frame) {
            packager.frame(frame, out);
            then.accept(frame);
        }

        @Override
        public void ended() {}
    }

    /**
     * Holds what a reader makes of a format against what was sent, track by track. Where the clocks
     * of the two begin may differ, and how many bits they have, but nothing else.
     */
    private static final class Arrivals {
        private final Map<Kind, ArrayDeque<Frame>> sent = new EnumMap<>(Kind.class);
        private boolean begun;
        private int apart;
        long count;

        void sent(Frame frame) {
            if (frame.role() != Frame.Role.CONFIG) {
                sentOf(frame.kind()).add(frame);
            }
        }

        private ArrayDeque<Frame> sentOf(Kind kind) {
            return sent.computeIfAbsent(kind, _ -> new ArrayDeque<>());
        }

        /** Takes the frame over. */
        void came(Frame frame) {
            if (frame.role() != Frame.Role.CONFIG) {
                compare(sentOf(frame.kind()).remove(), frame);
                count++;
            }
            frame.release();
        }

        private void compare(Frame sent, Frame came) {
            int between = (int) (came.time() - sent.time());
            if (!begun) {
                begun = true;
                apart = between;
            }
            Day.check(
                    between == apart,
                    "the frame of %d came at %d, which is %d ms too late",
                    sent.time(),
                    came.time(),
                    between - apart);
            Day.check(
                    sent.offset() == came.offset() && sent.role() == came.role(),
                    "the frame of %d came as another",
                    sent.time());
        }
    }
}

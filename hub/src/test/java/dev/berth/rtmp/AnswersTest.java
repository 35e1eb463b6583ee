package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.rtmp.RtmpMessage.UserControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks and asks, and never reads an answer. */
class AnswersTest {
    /** Many times what the kernel holds of a connection, and what the hub may. */
    private static final int QUESTIONS_BYTES = 96 << 20;

    @Test
    void aPeerThatTakesNoAnswersIsReadNoMoreAndHungUpOn(@TempDir Path place) throws Exception {
        var plan = House.Plan.usual().stall(Duration.ofSeconds(1));
        try (var house = House.open(place, plan);
                var wire = Wire.connect(house.port(), "live")) {
            wire.publish("questions");
            assertThatThrownBy(() -> ask(wire)).isInstanceOf(IOException.class);
            try (var other = Wire.connect(house.port(), "live")) {
                assertThat(other.publish("more").name()).isEqualTo("onStatus");
            }
        }
    }

    private static void ask(Wire wire) throws IOException {
        var question = wire.bytes(new UserControl(UserControl.PING_REQUEST, 7));
        var many = many(question, 1 << 20);
        for (int sent = 0; sent < QUESTIONS_BYTES; sent += many.readableBytes()) {
            wire.write(many.duplicate());
        }
    }

    private static ByteBuf many(ByteBuf one, int bytes) {
        var all = Unpooled.buffer(bytes);
        while (all.readableBytes() + one.readableBytes() <= bytes) {
            all.writeBytes(one, one.readerIndex(), one.readableBytes());
        }
        return all;
    }
}

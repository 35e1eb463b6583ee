package dev.berth.media;

import static dev.berth.media.Stage.delta;
import static dev.berth.media.Stage.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.media.Stage.Taker;
import dev.berth.rtmp.Await;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A writer that says when it has written all that it had, and leaves the rest for a while. */
class RestTest {
    private static final int MANY = 60;
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(100);

    private final Stage stage = new Stage(delayed(Duration.ofMillis(50)));

    private static MediaConfig delayed(Duration delay) {
        return new MediaConfig(
                delay,
                List.of(),
                MediaConfig.Sending.AUTO,
                Stage.GOP,
                Stage.QUEUE,
                Duration.ofSeconds(30),
                3);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Taker readers(int count) throws IOException {
        for (int i = 1; i < count; i++) {
            stage.read("live/demo");
        }
        return stage.read("live/demo");
    }

    @Test
    void aWriterMayRestForAsLongAsItsReadersMayWait() throws Exception {
        var writer = stage.publish("live/demo");
        assertThat(writer.patience()).as("nobody reads").isEqualTo(LONGEST);
        readers(MANY);
        assertThat(writer.patience()).isEqualTo(LONGEST);
    }

    @Test
    void aWriterMayNotRestWhileFewRead() throws Exception {
        var writer = stage.publish("live/demo");
        readers(2);
        assertThat(writer.patience()).isZero();
    }

    @Test
    void aWriterMayNotRestWhileSomebodyTakesFramesAtOnce() throws Exception {
        var writer = stage.publish("live/demo");
        var end = stage.streams.tap("live/demo", new Hasty());
        assertThat(writer.patience()).isZero();
        end.run();
        assertThat(writer.patience()).isEqualTo(LONGEST);
    }

    private static final class Hasty implements Tap {
        @Override
        public void begin(Headers headers) {}

        @Override
        public void frame(Frame frame) {}

        @Override
        public void ended() {}

        @Override
        public long patience() {
            return 0;
        }
    }

    @Test
    void whatMayNotWaitAsLongAsTheRestGoesBeforeIt() throws Exception {
        var reader = readers(MANY);
        var writer = stage.publish("live/demo");
        writer.rest(LONGEST);

        writer.write(key(0));
        writer.write(delta(33));
        assertThat(reader.take()).isEmpty();

        writer.rest(2 * LONGEST);
        assertThat(reader.take()).isEqualTo("K0 d33");
    }

    @Test
    void whatWaitsForAPictureWaitsOutARestThatEndsBeforeItComes() throws Exception {
        var reader = readers(MANY);
        var writer = stage.publish("live/demo");
        writer.write(key(0));
        writer.write(delta(33));

        writer.rest(LONGEST / 2);
        assertThat(reader.take()).isEmpty();

        writer.write(delta(67));
        writer.write(delta(100));
        assertThat(reader.take()).isEqualTo("K0 d33 d67 d100");
    }

    @Test
    void aWriterThatDoesNotRestMayWriteNothingForLongAndKeepsNobodyWaiting() throws Exception {
        var reader = readers(MANY).stop();
        var writer = stage.publish("live/demo");
        writer.rest(LONGEST);
        writer.write(key(0));

        writer.rest(0);

        Await.until("it is sent in time", () -> reader.take().equals("K0"));
    }

    @Test
    void whatWaitsIsSentInTimeFromTheLoopThatItsWriterLivesOn() throws Exception {
        var reader = readers(MANY);
        var writer = stage.publish("live/demo");
        var channel = new EmbeddedChannel();
        writer.livesOn(channel.eventLoop());
        writer.write(key(0));
        assertThat(channel.runScheduledPendingTasks()).as("ns until a timer there").isPositive();

        Await.until(
                "it is sent in time",
                () -> {
                    channel.runScheduledPendingTasks();
                    return reader.take().equals("K0");
                });
        channel.finishAndReleaseAll();
    }

    @Test
    void whoseHoldIsOverNeedNotRest() throws Exception {
        var writer = stage.publish("live/demo");
        writer.lost();
        assertThat(writer.patience()).isZero();
    }
}

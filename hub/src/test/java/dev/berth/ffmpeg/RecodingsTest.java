package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.journal.Event;
import dev.berth.journal.Journal;
import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Kind;
import dev.berth.media.MediaConfig;
import dev.berth.media.Publication;
import dev.berth.media.Streams;
import dev.berth.media.Tap;
import dev.berth.rtmp.Await;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told and counted of recoders that fail, or fall behind. */
class RecodingsTest {
    private static final int QUEUE = 1_000;
    private static final MediaConfig CONFIG =
            new MediaConfig(
                    Duration.ZERO,
                    List.of(),
                    MediaConfig.Sending.WRITE,
                    QUEUE,
                    QUEUE,
                    Duration.ofSeconds(10),
                    10);

    private final Clock clock = Clock.systemUTC();
    private final Journal journal = new Journal(clock);
    private final DefaultEventExecutorGroup clocks = new DefaultEventExecutorGroup(1);
    private final Streams streams = new Streams(CONFIG, clocks, clock);
    private final Recodings recodings = new Recodings(streams, journal);

    @AfterEach
    void end() {
        recodings.close();
        streams.close();
        clocks.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** An output that takes AAC only. */
    private static final class Output implements Tap {
        @Override
        public void begin(Headers headers) {}

        @Override
        public void frame(Frame frame) {}

        @Override
        public void ended() {}
    }

    private Publication recoded() throws Exception {
        var publication = streams.publish("live/demo", "a test");
        streams.tap("live/demo#audio=aac", new Output());
        Await.until(
                "the recoder listens",
                () -> streams.status("live/demo").orElseThrow().readers() == 1);
        return publication;
    }

    private static void sound(Publication into, Codec codec, int size) {
        var bytes = Unpooled.wrappedBuffer(new byte[size]);
        into.write(new Frame(codec, 0, Frame.Role.KEY, 0, 0, 0, bytes));
    }

    private List<String> told(String kind) {
        try {
            return journal.after(0, Duration.ZERO).stream()
                    .filter(event -> event.kind().equals(kind))
                    .filter(event -> event.subject().equals("live/demo"))
                    .map(Event::text)
                    .toList();
        } catch (InterruptedException hurried) {
            throw new IllegalStateException(hurried);
        }
    }

    @Test
    void soundThatNobodyDecodesIsToldOnceAndCounted() throws Exception {
        var publication = recoded();
        for (int i = 0; i < 3; i++) {
            sound(publication, new Codec(Kind.AUDIO, "flv:6"), 10);
        }
        publication.end();
        Await.until("the recoder is through", () -> recodings.count() == 0);

        assertThat(told("recoding.failed"))
                .containsExactly(
                        "live/demo#audio=aac has no sound, for there is no decoder here for sound coded as flv:6");
        assertThat(recodings.failures()).isEqualTo(1);
    }

    @Test
    void framesThatARecoderHasNoRoomForAreToldAndCounted() throws Exception {
        var publication = recoded();
        sound(publication, Codec.PCMA, QUEUE + 1);
        Await.until("it is told", () -> !told("recoding.lost").isEmpty());

        assertThat(told("recoding.lost"))
                .containsExactly(
                        "live/demo#audio=aac has lost 1 frames because its recoder is behind; see what else this machine computes, or set audio of its outputs to copy");
        assertThat(recodings.lostFrames()).isEqualTo(1);
    }
}

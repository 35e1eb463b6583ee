package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.rtmp.Capabilities;
import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Kind;
import dev.berth.media.MediaConfig;
import dev.berth.media.Streams;
import dev.berth.media.Variant;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which stream somebody is sent for whom it is suited. */
class TasteTest {
    private static final Capabilities EVERYTHING =
            new Capabilities(List.of("*"), Map.of(), Map.of(), 0);

    private final DefaultEventExecutorGroup clocks = new DefaultEventExecutorGroup(1);
    private final Streams streams = new Streams(MediaConfig.DEFAULT, clocks, Clock.systemUTC());

    @AfterEach
    void end() {
        streams.close();
        clocks.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private String sent(Capabilities peer) {
        return Taste.suiting(Variant.auto("live/a"), streams, peer);
    }

    @ParameterizedTest
    @CsvSource({
        "aac, true, live/a, live/a",
        "mp3, false, live/a, live/a",
        "opus, true, live/a#audio=aac, live/a",
        "flac, true, live/a#audio=aac, live/a",
        "ac3, false, live/a#audio=aac, live/a",
        "eac3, false, live/a#audio=aac, live/a",
        "pcma, false, live/a#audio=aac, live/a#audio=aac",
        "flv:11, false, live/a#audio=aac, live/a#audio=aac"
    })
    void soundGoesAsItIsToWhoTakesIt(String codec, boolean headed, String old, String recent)
            throws Exception {
        var publication = streams.publish("live/a", "a test");
        var audio = new Codec(Kind.AUDIO, codec);
        if (headed) {
            publication.write(frame(audio, Frame.Role.CONFIG));
        }
        publication.write(frame(audio, Frame.Role.KEY));

        assertThat(sent(Capabilities.NONE)).isEqualTo(old);
        assertThat(sent(EVERYTHING)).isEqualTo(recent);
        assertThat(streams.status("live/a").orElseThrow().codecs()).containsExactly(codec);
    }

    private static Frame frame(Codec codec, Frame.Role role) {
        return new Frame(codec, 0, role, 0, 0, 0, Unpooled.wrappedBuffer(new byte[4]));
    }

    @Test
    void whatIsNotKnownToBeTakenIsMadeToWhatEverybodyTakes() throws Exception {
        assertThat(sent(EVERYTHING)).isEqualTo("live/a#audio=aac");
        streams.publish("live/a", "a test").write(frame(Codec.H264, Frame.Role.CONFIG));
        assertThat(sent(EVERYTHING)).isEqualTo("live/a#audio=aac");
    }

    @Test
    void whereNothingIsLeftOpenNothingIsChosen() {
        assertThat(Taste.suiting("live/a", streams, Capabilities.NONE)).isEqualTo("live/a");
    }
}

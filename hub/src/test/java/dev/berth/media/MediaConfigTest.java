package dev.berth.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.config.StreamGlob;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the configuration says of a stream. */
class MediaConfigTest {
    private static final Duration TALK = Duration.ofMillis(1);
    private static final Duration OTHERS = Duration.ofMillis(2);

    private static Duration delay(String stream) {
        var usual = MediaConfig.DEFAULT;
        var delays =
                List.of(
                        new MediaConfig.Delay(new StreamGlob("live/talk*"), TALK),
                        new MediaConfig.Delay(new StreamGlob("*/b.c"), OTHERS));
        return new MediaConfig(
                        usual.delay(),
                        delays,
                        usual.sending(),
                        usual.gopBytes(),
                        usual.queueBytes(),
                        usual.grace(),
                        usual.streams())
                .delayOf(stream);
    }

    @Test
    void theFirstLineThatNamesAStreamSaysItsDelay() {
        assertThat(delay("live/talk")).isEqualTo(TALK);
        assertThat(delay("live/talk.c")).isEqualTo(TALK);
        assertThat(delay("live/talk#audio=aac")).as("a variant of it").isEqualTo(TALK);
        assertThat(delay("live/b.c")).isEqualTo(OTHERS);
    }

    @Test
    void streamsThatNoLineNamesHaveTheUsualDelay() {
        assertThat(delay("my/live/talk")).isEqualTo(MediaConfig.DEFAULT.delay());
        assertThat(delay("live/bxc")).isEqualTo(MediaConfig.DEFAULT.delay());
    }
}

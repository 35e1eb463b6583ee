package dev.berth.codec.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.berth.codec.Bytes;
import dev.berth.codec.fuzz.Targets.Target;
import io.netty.buffer.ByteBufUtil;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Bytes nobody would send on purpose. The seed is new every time and is said when something breaks;
 * {@code -Dberth.test.seed=} repeats it.
 */
class RandomTest {
    private static final int INPUTS = 10_000;

    private final long seed = Long.getLong("berth.test.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void nothingButMalformedComesOfRandomBytes() {
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = new byte[random.nextInt(64)];
            random.nextBytes(input);
            survives(Targets.ALL, input, i);
        }
    }

    @Test
    void nothingButMalformedComesOfDamagedCaptures() {
        var captures =
                Stream.of(
                                "ffmpeg-publish.c2s",
                                "ffmpeg-publish.s2c",
                                "rtmpdump-play.c2s",
                                "rtmpdump-play.s2c")
                        .map(name -> Bytes.capture(name).skipBytes(3073))
                        .map(ByteBufUtil::getBytes)
                        .toList();
        byte[] file = ByteBufUtil.getBytes(Bytes.capture("small.flv"));
        for (int i = 0; i < INPUTS; i++) {
            boolean isFile = i % 5 == 4;
            byte[] input = isFile ? file.clone() : captures.get(i % 5).clone();
            damage(input);
            survives(isFile ? Targets.OF_FILES : Targets.OF_CHUNKS, input, i);
        }
    }

    @Test
    void nothingComesOfDamagedTransportStreams() {
        var captures =
                Stream.of("small.ts", "hevc-opus.ts", "ac3-mp3.ts")
                        .map(name -> ByteBufUtil.getBytes(Bytes.capture(name)))
                        .toList();
        for (int i = 0; i < INPUTS / 10; i++) {
            byte[] input = captures.get(i % 3).clone();
            damage(input);
            survives(Targets.OF_TRANSPORT, input, i);
        }
    }

    @Test
    void nothingButMalformedComesOfDamagedConfigurations() {
        var written =
                Stream.of("h264", "hevc", "av1")
                        .map(name -> Bytes.capture("configuration-" + name))
                        .map(ByteBufUtil::getBytes)
                        .toList();
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = written.get(i % 3).clone();
            damage(input);
            survives(List.of(Targets::configurations), input, i);
        }
    }

    /** A few bytes become others, often ones which mean much in lengths. */
    private void damage(byte[] input) {
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            int at = random.nextInt(input.length);
            input[at] =
                    switch (random.nextInt(4)) {
                        case 0 -> 0;
                        case 1 -> (byte) 0xff;
                        case 2 -> (byte) (input[at] ^ 1 << random.nextInt(8));
                        default -> (byte) random.nextInt();
                    };
        }
    }

    private void survives(List<Target> targets, byte[] input, int number) {
        for (var target : targets) {
            assertThatCode(() -> Targets.run(target, input))
                    .as(() -> describe(target, input, number))
                    .doesNotThrowAnyException();
        }
    }

    private String describe(Target target, byte[] input, int number) {
        return "input %d of seed %d at target %d: %s"
                .formatted(
                        number, seed, Targets.ALL.indexOf(target), HexFormat.of().formatHex(input));
    }
}

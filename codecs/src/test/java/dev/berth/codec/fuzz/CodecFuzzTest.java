package dev.berth.codec.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.berth.codec.Bytes;
import io.netty.buffer.ByteBufUtil;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same for a fuzzer which looks where it gets: {@code JAZZER_FUZZ=1 mvn test
 * -Dtest=CodecFuzzTest#rtmp}. A normal build only repeats the inputs found so far.
 */
class CodecFuzzTest {
    static Stream<Arguments> captures() {
        return Stream.of("ffmpeg-publish.c2s", "rtmpdump-play.s2c")
                .map(name -> Bytes.capture(name).skipBytes(3073))
                .map(bytes -> Arguments.of((Object) ByteBufUtil.getBytes(bytes)));
    }

    @MethodSource("captures")
    @FuzzTest(maxDuration = "5m")
    void rtmp(byte[] input) {
        Targets.run(Targets::rtmp, input);
    }

    @FuzzTest(maxDuration = "5m")
    void rtmpInPieces(byte[] input) {
        Targets.run(Targets::rtmpInPieces, input);
    }

    @FuzzTest(maxDuration = "5m")
    void serverHandshake(byte[] input) {
        Targets.run(Targets::serverHandshake, input);
    }

    @FuzzTest(maxDuration = "5m")
    void clientHandshake(byte[] input) {
        Targets.run(Targets::clientHandshake, input);
    }

    @FuzzTest(maxDuration = "5m")
    void amf0(byte[] input) {
        Targets.run(Targets::amf0, input);
    }

    @FuzzTest(maxDuration = "5m")
    void amf3(byte[] input) {
        Targets.run(Targets::amf3, input);
    }

    @FuzzTest(maxDuration = "5m")
    void video(byte[] input) {
        Targets.run(Targets::video, input);
    }

    @FuzzTest(maxDuration = "5m")
    void audio(byte[] input) {
        Targets.run(Targets::audio, input);
    }

    /** Begins with configurations that encoders wrote. */
    static Stream<Arguments> written() {
        return Stream.of("h264", "hevc", "av1")
                .map(name -> Bytes.capture("configuration-" + name))
                .map(bytes -> Arguments.of((Object) ByteBufUtil.getBytes(bytes)));
    }

    @MethodSource("written")
    @FuzzTest(maxDuration = "5m")
    void configurations(byte[] input) {
        Targets.run(Targets::configurations, input);
    }

    @FuzzTest(maxDuration = "5m")
    void flv(byte[] input) {
        Targets.run(Targets::flv, input);
    }

    static Stream<Arguments> transportStreams() {
        return Stream.of("small.ts", "hevc-opus.ts", "ac3-mp3.ts")
                .map(name -> Arguments.of((Object) ByteBufUtil.getBytes(Bytes.capture(name))));
    }

    @MethodSource("transportStreams")
    @FuzzTest(maxDuration = "5m")
    void ts(byte[] input) {
        Targets.run(Targets::ts, input);
    }

    @FuzzTest(maxDuration = "5m")
    void tsUnits(byte[] input) {
        Targets.run(Targets::tsUnits, input);
    }
}

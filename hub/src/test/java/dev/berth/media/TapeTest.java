package dev.berth.media;

import static dev.berth.media.Stage.configuration;
import static dev.berth.media.Stage.delta;
import static dev.berth.media.Stage.key;
import static dev.berth.media.Stage.sound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.media.Stage.Taker;
import dev.berth.rtmp.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One writer, many readers, each at its own pace. */
class TapeTest {
    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    private Publication writer() throws IOException {
        var writer = stage.publish("live/demo");
        writer.write(configuration(Codec.H264));
        writer.write(configuration(Codec.AAC));
        return writer;
    }

    /** Bytes, of which there must be some. */
    private static ByteBuf next(Reader reader) {
        return Objects.requireNonNull(reader.next(), "there are no bytes yet");
    }

    private Taker reader() throws IOException {
        return stage.read("live/demo");
    }

    @Test
    void aReaderThatWaitsGetsHeadersAndThenEverythingFromTheFirstKeyFrameOn() throws Exception {
        var reader = reader();
        var writer = writer();
        writer.write(sound(0));
        writer.write(key(0));
        writer.write(delta(40));
        writer.write(sound(23));

        assertThat(reader.take()).isEqualTo("<h264 aac>K0 d40 a23");
    }

    @Test
    void aLateReaderStartsAtTheLastKeyFrameWithHeadersFirst() throws Exception {
        var first = reader();
        var writer = writer();
        writer.write(key(0));
        writer.write(delta(40));
        writer.write(key(80));
        writer.write(sound(70));
        writer.write(delta(120));

        assertThat(reader().take()).isEqualTo("<h264 aac>K80 a70 d120");
        assertThat(stage.read("live/demo", new Script("of a second format")).take())
                .isEqualTo("<h264 aac>K80 a70 d120");
        assertThat(first.take()).isEqualTo("<h264 aac>K0 d40 K80 a70 d120");
    }

    @Test
    void metadataStandsBeforeOtherHeadersAndNewHeadersReplaceOldOnes() throws Exception {
        var writer = writer();
        writer.write(configuration(Codec.AMF0));
        writer.write(configuration(Codec.HEVC));
        writer.write(key(0));

        assertThat(reader().take()).isEqualTo("<amf0 aac hevc>K0");
    }

    @Test
    void aSlowReaderDropsToTheLastKeyFrameAndIsCountedAndTold() throws Exception {
        var reader = reader();
        var writer = writer();
        writer.write(key(0));
        assertThat(reader.take()).isEqualTo("<h264 aac>K0");
        reader.stop();

        writer.write(delta(40, Stage.QUEUE / 2));
        writer.write(delta(80, Stage.QUEUE / 2));
        writer.write(key(120));
        writer.write(delta(160));

        assertThat(reader.take()).isEqualTo("K120 d160");
        assertThat(reader.told()).isEqualTo(2);
        assertThat(reader.reader.droppedFrames()).isEqualTo(2);
        assertThat(reader.reader.skips()).isEqualTo(1);
        assertThat(reader.reader.sentFrames()).isEqualTo(3);
    }

    @Test
    void aSlowReaderWaitsForAKeyFrameThatItHasNotSeen() throws Exception {
        var reader = reader();
        var writer = writer();
        writer.write(key(0));
        assertThat(reader.take()).isEqualTo("<h264 aac>K0");
        reader.stop();

        writer.write(delta(40, 2 * Stage.QUEUE));
        writer.write(delta(80));
        assertThat(reader.take()).isEmpty();
        assertThat(reader.told()).isZero();

        writer.write(key(120));
        assertThat(reader.take()).isEqualTo("K120");
        assertThat(reader.told()).isEqualTo(2);
    }

    @Test
    void aSlowReaderNeverGoesBackToTheKeyFrameItGaveUp() throws Exception {
        var reader = stage.read("live/demo", 100);
        var writer = writer();
        writer.write(key(0));
        assertThat(reader.take()).isEqualTo("<h264 aac>K0");
        reader.stop();

        writer.write(delta(40, 200));
        writer.write(delta(80));
        assertThat(stage.streams.status("live/demo").orElseThrow().gopBytes()).isPositive();
        assertThat(reader.take()).isEmpty();

        writer.write(key(120));
        assertThat(reader.take()).isEqualTo("K120");
        assertThat(reader.told()).isEqualTo(2);
    }

    @Test
    void aReaderThatSkippedOverNewHeadersGetsThem() throws Exception {
        var reader = reader();
        var writer = writer();
        writer.write(key(0));
        assertThat(reader.take()).isEqualTo("<h264 aac>K0");
        reader.stop();

        writer.write(delta(40, 2 * Stage.QUEUE));
        writer.write(configuration(Codec.HEVC));
        writer.write(key(80));

        assertThat(reader.take()).isEqualTo("<aac hevc>K80");
    }

    @Test
    void aReaderThatKeepsUpGetsNewHeadersOnceAndInTheirPlace() throws Exception {
        var reader = reader();
        var writer = writer();
        writer.write(key(0));
        writer.write(configuration(Codec.HEVC));
        writer.write(key(80));

        assertThat(reader.take()).isEqualTo("<h264 aac>K0 c0 K80");
    }

    @Test
    void aPictureGroupLargerThanTheLimitIsNotKeptAndLateReadersWaitForTheNext() throws Exception {
        reader();
        var writer = writer();
        writer.write(key(0));
        writer.write(delta(40, Stage.GOP));
        writer.write(delta(80));

        var late = reader();
        var other = stage.read("live/demo", new Script("of a second format"));
        assertThat(late.take()).isEmpty();
        assertThat(other.take()).isEmpty();
        assertThat(stage.streams.status("live/demo").orElseThrow().gopBytes()).isZero();

        writer.write(key(120));
        assertThat(late.take()).isEqualTo("<h264 aac>K120");
        assertThat(other.take()).isEqualTo("<h264 aac>K120");
        assertThat(late.told()).isZero();
    }

    @Test
    void aStreamWithoutPicturesIsReadFromAnywhere() throws Exception {
        var early = reader();
        var writer = stage.publish("live/demo");
        writer.write(configuration(Codec.AAC));
        writer.write(sound(0));
        writer.write(sound(23));

        assertThat(early.take()).isEqualTo("c0 a0 a23");
        var late = reader();
        assertThat(late.take()).isEqualTo("<aac>a23");
        writer.write(sound(46));
        assertThat(late.take()).isEqualTo("a46");
        assertThat(stage.read("live/demo", new Script("of a second format")).take()).isEmpty();
    }

    @Test
    void framesArePackagedOnceHoweverManyReadTheFormat() throws Exception {
        var other = new Script("of a second format");
        var readers = new ArrayList<Taker>();
        for (int i = 0; i < 10; i++) {
            readers.add(reader());
        }
        readers.add(stage.read("live/demo", other));
        var writer = writer();
        for (int i = 0; i < 20; i++) {
            writer.write(i % 10 == 0 ? key(40L * i) : delta(40L * i));
        }
        readers.add(reader());

        assertThat(readers).extracting(Taker::take).allMatch(text -> text.endsWith(" d760"));
        assertThat(stage.script.count().frames).isEqualTo(2 + 20);
        assertThat(other.count().frames).isEqualTo(2 + 20);
    }

    @Test
    void theBytesThatReadersGetAreTheSameBytes() throws Exception {
        var one = reader().stop();
        var two = reader().stop();
        var writer = stage.publish("live/demo");
        writer.write(key(0));

        var left = next(one.reader);
        var right = next(two.reader);
        assertThat(left.memoryAddress()).isEqualTo(right.memoryAddress());
        left.release();
        right.release();
    }

    @Test
    void aReaderThatTakesNothingHoldsNoMoreThanItsQueue() {
        var config = Stage.CONFIG;
        var loop = ImmediateEventExecutor.INSTANCE;
        var tape = new Tape(stage.script, config, new Cadence(config.delay()));
        var reader =
                tape.join(
                        loop,
                        new Reader.Listener() {
                            @Override
                            public void ready() {}

                            @Override
                            public void dropped(long frames) {}
                        },
                        Stage.QUEUE);
        write(tape, key(0, 100), true);
        var first = next(reader);
        for (int i = 1; i < 100; i++) {
            write(tape, delta(40L * i, 100), false);
            assertThat(tape.retained()).isLessThanOrEqualTo(Stage.QUEUE + 110);
        }
        assertThat(Script.text(first)).as("what it has taken stays").isEqualTo("K0 ");
        assertThat(first.refCnt()).as("owners left").isEqualTo(1);
        first.release();
    }

    private static void write(Tape tape, Frame frame, boolean key) {
        tape.write(frame, key, Headers.NONE, 0);
        frame.release();
    }

    @Test
    void everyFrameAndEveryBatchIsGivenBackInTheEnd() throws Exception {
        var reader = reader().stop();
        var bytes = new ArrayList<ByteBuf>();
        var writer = writer();
        for (int i = 0; i < 30; i++) {
            var data = UnpooledByteBufAllocator.DEFAULT.buffer(10).writeZero(10);
            bytes.add(data);
            var role = i % 10 == 0 ? Frame.Role.KEY : Frame.Role.DELTA;
            writer.write(new Frame(Codec.H264, 0, role, 40L * i, 0, 0, data));
        }
        assertThat(bytes.subList(0, 20)).allMatch(data -> data.refCnt() == 0);
        assertThat(bytes.subList(20, 30))
                .as("the group of the last key")
                .allMatch(data -> data.refCnt() == 1);

        var batch = next(reader.reader); // the headers
        batch.release();
        batch = next(reader.reader);
        writer.end();
        reader.reader.close();

        assertThat(bytes).allMatch(data -> data.refCnt() == 0);
        assertThat(batch.refCnt()).isEqualTo(1);
        batch.release();
    }

    @Test
    void framesOfAPublisherWhoseHoldIsOverAreForgotten() throws Exception {
        var reader = reader();
        var gone = writer();
        gone.write(key(0));
        gone.lost();
        var late = key(40);
        gone.write(late);

        assertThat(late.data().refCnt()).isZero();
        assertThat(reader.take()).isEqualTo("<h264 aac>K0");
    }

    @Test
    void readersGoOnWithAPublisherThatComesBackAndTimeGoesOnToo() throws Exception {
        var reader = reader();
        var first = writer();
        first.write(key(5_000));
        first.lost();
        var second = stage.publish("live/demo");
        second.write(configuration(Codec.H264));
        second.write(key(0));
        second.write(delta(40));

        var times =
                List.of(reader.take().replaceAll("<.*>|[a-zA-Z]", "").split(" ")).stream()
                        .map(Long::valueOf)
                        .toList();
        assertThat(times).hasSize(4).isSorted();
        assertThat(times.get(3) - times.get(2)).isEqualTo(40);
        assertThat(reader.reader.ended()).isFalse();
    }

    @Test
    void aReaderGetsTheRestOfAStreamThatHasEnded() throws Exception {
        var reader = reader().stop();
        var writer = writer();
        writer.write(key(0));
        writer.write(delta(40));
        writer.end();

        assertThat(reader.reader.ended()).isFalse();
        assertThat(reader.take()).isEqualTo("<h264 aac>K0 d40");
        assertThat(reader.reader.ended()).isTrue();
    }

    @Test
    void framesWaitForOneAnotherButNotPastTheirTimeNorPastAKeyFrame() throws Exception {
        var config =
                new MediaConfig(
                        Duration.ofMillis(50),
                        List.of(),
                        MediaConfig.Sending.AUTO,
                        Stage.GOP,
                        Stage.QUEUE,
                        Duration.ZERO,
                        1);
        try (var patient = new Stage(config)) {
            var reader = patient.read("live/demo").stop();
            crowd(patient);
            var writer = patient.publish("live/demo");
            writer.write(key(0));
            writer.write(delta(40));
            writer.write(key(80));
            var batch = next(reader.reader);
            assertThat(Script.text(batch)).isEqualTo("K0 d40 ");
            batch.release();

            writer.write(delta(120));
            var rest = new StringBuilder();
            Await.until("their time is up", () -> !rest.append(reader.take()).isEmpty());
            assertThat(rest.toString()).isEqualTo("K80 d120");
        }
    }

    /** So many readers that it pays to wait for all of the delay. */
    private static void crowd(Stage stage) throws IOException {
        for (int i = 0; i < 100; i++) {
            stage.read("live/demo").stop();
        }
    }

    @Test
    void framesDoNotWaitForOneReader() throws Exception {
        try (var patient = new Stage(MediaConfig.DEFAULT)) {
            var reader = patient.read("live/demo");
            var writer = patient.publish("live/demo");
            writer.write(key(0));
            writer.write(delta(40));

            assertThat(reader.take()).isEqualTo("K0 d40");
        }
    }

    @Test
    void aFormatMayPutTheSizeOfEachBatchBeforeIt() throws Exception {
        var script = stage.script;
        var sized =
                new Packaging() {
                    @Override
                    public Packager packager(Headers headers) {
                        return new Sized(script);
                    }
                };
        var reader = stage.read("live/demo", sized);
        var writer = writer();
        writer.write(key(0));
        writer.write(delta(40));

        assertThat(reader.take()).isEqualTo("[10]<h264 aac>[4]K0 [5]d40");
    }

    /** The script's batches, each with its size in brackets before it. */
    private record Sized(Script script) implements Packager {
        @Override
        public void opening(Headers headers, long time, ByteBuf out) {
            script.opening(headers, time, out);
        }

        @Override
        public void frame(Frame frame, ByteBuf out) {
            script.frame(frame, out);
        }

        @Override
        public int preambleRoom() {
            return 10;
        }

        @Override
        public void preamble(int size, ByteBuf out) {
            out.writeCharSequence("[" + size + "]", StandardCharsets.US_ASCII);
        }
    }
}

package dev.berth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.config.StreamGlob;
import dev.berth.journal.Event;
import dev.berth.journal.Journal;
import dev.berth.media.MediaConfig;
import dev.berth.media.Streams;
import dev.berth.recording.RecordingConfig.Rule;
import dev.berth.rtmp.Await;
import dev.berth.segments.Clip;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir private static Path clips;
    private static Path clip = Path.of("");

    @TempDir private Path folder;
    private final DefaultEventExecutorGroup clocks = new DefaultEventExecutorGroup(1);
    private final Streams streams = new Streams(MediaConfig.DEFAULT, clocks, CLOCK);
    private final Journal journal = new Journal(CLOCK);
    private final List<Recorder> recorders = new ArrayList<>();

    @BeforeAll
    static void makeClip() throws Exception {
        clip = Clip.make(clips.resolve("clip.flv"), "libx264", "aac", 48_000);
    }

    @AfterEach
    void close() {
        recorders.forEach(Recorder::close);
        clocks.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void whatIsPublishedIsWrittenDownByteForByte() throws Exception {
        var recorder = recorder(rule("live/*"));
        publish("live/demo");
        publish("other/demo");
        var recording = awaitWhole(recorder, 1).getFirst();

        assertThat(recording.stream()).isEqualTo("live/demo");
        assertThat(recording.duration()).isEqualTo(Duration.ofSeconds(4));
        var index = recorder.file(recording.id(), "index.m3u8").orElseThrow();
        for (var track : List.of("v:0", "a:0")) {
            assertThat(Clip.sums(index, track)).isEqualTo(Clip.sums(clip, track));
            assertThat(Clip.sums(whole(recorder, recording), track))
                    .isEqualTo(Clip.sums(clip, track));
        }
        assertThat(kinds()).containsExactly("recording.started", "recording.stopped");
        assertThat(recorder.bytesWritten()).isEqualTo(segments(recorder, recording));
        assertThat(recorder.failures()).isZero();
    }

    /** The bytes of its files without the first, which is no media but says what follows. */
    private static long segments(Recorder recorder, Recording recording) throws IOException {
        long bytes = 0;
        for (var file : recorder.files(recording.id()).orElseThrow()) {
            bytes += file.endsWith("init.mp4") ? 0 : Files.size(file);
        }
        return bytes;
    }

    @Test
    void aStreamIsRecordedOnRequestUntilThatIsEnough() throws Exception {
        var recorder = recorder();
        assertThat(recorder.start("live/demo")).isEmpty();
        var publication = streams.publish("live/demo", "a test");
        Clip.publish(clip, publication);

        assertThat(recorder.stop("live/demo")).isTrue();
        assertThat(recorder.stop("live/demo")).isFalse();

        assertThat(awaitWhole(recorder, 1)).hasSize(1);
    }

    @Test
    void aStreamThatIsPublishedAgainIsRecordedAgain() throws Exception {
        var recorder = recorder(rule("live/demo"));
        publish("live/demo");
        awaitWhole(recorder, 1);
        publish("live/demo");

        assertThat(awaitWhole(recorder, 2)).extracting(Recording::stream).containsOnly("live/demo");
    }

    @Test
    void whatACrashLeftEmptyGoesAndWhatHasPicturesStays() throws Exception {
        var ofStream = folder.resolve("recordings/live~demo");
        var empty = Files.createDirectories(ofStream.resolve("20260101T000000.000Z"));
        Files.writeString(empty.resolve("init.mp4"), "no media");
        Files.createFile(empty.resolve("000000.m4s"));
        var half = Files.createDirectories(ofStream.resolve("20260101T000001.000Z"));
        Files.writeString(half.resolve("init.mp4"), "no media");
        Files.writeString(half.resolve("000000.m4s"), "a picture");
        var noted = Files.createDirectories(ofStream.resolve("20260101T000002.000Z"));
        Files.writeString(noted.resolve("notes.txt"), "somebody's");
        var foreign = Files.createDirectories(ofStream.resolve("holiday"));
        Files.writeString(foreign.resolve("init.mp4"), "somebody's");

        recorder(rule("live/*"));

        Await.until("it is gone", () -> !Files.exists(empty));
        assertThat(half.resolve("000000.m4s")).exists();
        assertThat(noted.resolve("notes.txt")).exists();
        assertThat(foreign.resolve("init.mp4")).exists();
    }

    @Test
    void aDirectoryThatTakesNothingIsSaidOnceAndTheStreamGoesOn() throws Exception {
        Files.createDirectories(folder.resolve("recordings"));
        var inTheWay = Files.createFile(folder.resolve("recordings/live~demo"));
        var recorder = recorder(rule("live/demo"));
        var publication = streams.publish("live/demo", "a test");
        Await.until("it is recorded", () -> recorded("live/demo"));
        Clip.publish(clip, publication);
        Await.until("that is said", () -> kinds().contains("recording.failed"));

        Files.delete(inTheWay);
        Clip.publish(clip, publication);
        publication.end();

        assertThat(awaitWhole(recorder, 1)).hasSize(1);
        assertThat(kinds())
                .containsExactly("recording.failed", "recording.started", "recording.stopped");
        assertThat(recorder.failures()).isEqualTo(1);
    }

    @Test
    void oldRecordingsGoAndYoungOnesStay() throws Exception {
        var recorder =
                recorder(
                        new Rule(
                                new StreamGlob("**"),
                                Duration.ofSeconds(2),
                                Duration.ofDays(7),
                                0,
                                null));
        publish("live/demo");
        var recording = awaitWhole(recorder, 1).getFirst();

        recorder.sweep(Instant.now().plus(Duration.ofDays(6)));
        assertThat(recorder.all()).hasSize(1);
        recorder.sweep(Instant.now().plus(Duration.ofDays(8)));
        assertThat(recorder.all()).isEmpty();
        assertThat(folder.resolve("recordings").resolve(recording.id())).doesNotExist();
    }

    @Test
    void theOldestRecordingGoesWhenThereAreTooManyBytes() throws Exception {
        var recorder =
                recorder(
                        new Rule(
                                new StreamGlob("**"),
                                Duration.ofSeconds(2),
                                Duration.ZERO,
                                1,
                                null));
        recorder.start("live/demo");
        var growing = streams.publish("live/demo", "a test");
        Clip.publish(clip, growing);
        Await.until("it grows", () -> recorder.all().stream().anyMatch(Recording::active));

        recorder.sweep(Instant.now());

        assertThat(recorder.all()).as("what grows stays").hasSize(1);
        growing.end();
        awaitWhole(recorder, 1);
        recorder.sweep(Instant.now());
        assertThat(recorder.all()).isEmpty();
    }

    @Test
    void noNameLeadsOutOfTheDirectory() throws Exception {
        var recorder = recorder(rule("**"));
        publish("live/..etc/passwd");
        var recording = awaitWhole(recorder, 1).getFirst();

        assertThat(recording.id()).startsWith("live~..etc~passwd/");
        assertThat(recorder.file(recording.id(), "../index.m3u8")).isEmpty();
        assertThat(recorder.file("..", "recordings")).isEmpty();
        assertThat(recorder.files("../" + recording.id())).isEmpty();
    }

    @Test
    void namesThatDifferAreInPlacesThatDiffer() {
        var long1 = "x".repeat(300) + "1";
        var long2 = "x".repeat(300) + "2";

        assertThat(Place.of("live/demo")).isEqualTo("live~demo");
        assertThat(Place.of("live~demo")).isEqualTo("live=7Edemo");
        assertThat(Place.of(".hidden")).isEqualTo("=2Ehidden");
        assertThat(Place.of("live/../../etc/passwd")).isEqualTo("live~..~..~etc~passwd");
        assertThat(Place.of("日")).isEqualTo("=E6=97=A5");
        assertThat(Place.of(long1)).hasSizeLessThan(200).isNotEqualTo(Place.of(long2));
    }

    private Recorder recorder(Rule... rules) {
        var recorder =
                new Recorder(
                        new RecordingConfig(List.of(rules)),
                        folder.resolve("recordings"),
                        streams,
                        journal,
                        CLOCK);
        recorders.add(recorder);
        recorder.start();
        return recorder;
    }

    private static Rule rule(String streams) {
        return new Rule(new StreamGlob(streams), Duration.ofSeconds(2), Duration.ZERO, 0, null);
    }

    /** Publishes the clip, all at once, once somebody listens. */
    private void publish(String stream) throws Exception {
        var publication = streams.publish(stream, "a test");
        if (!stream.startsWith("other")) {
            Await.until("it is recorded", () -> recorded(stream));
        }
        Clip.publish(clip, publication);
        publication.end();
    }

    private boolean recorded(String stream) {
        return recorders.stream().anyMatch(recorder -> recorder.records(stream));
    }

    private static List<Recording> awaitWhole(Recorder recorder, int count) {
        Await.until(
                count + " recordings are whole",
                () -> recorder.all().stream().filter(one -> !one.active()).count() == count);
        return recorder.all();
    }

    private Path whole(Recorder recorder, Recording recording) throws IOException {
        var whole = folder.resolve("whole.mp4");
        try (var out = Files.newOutputStream(whole)) {
            for (var file : recorder.files(recording.id()).orElseThrow()) {
                Files.copy(file, out);
            }
        }
        return whole;
    }

    private List<String> kinds() {
        try {
            return journal.after(0, Duration.ZERO).stream()
                    .map(Event::kind)
                    .filter(kind -> kind.startsWith("recording."))
                    .toList();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}

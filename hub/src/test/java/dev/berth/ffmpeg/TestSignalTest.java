package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestSignalTest {
    private final FfmpegScheme scheme = new FfmpegScheme();

    @Test
    void theTestPictureArrivesAsH264AndAacWithHeadersFirst() throws Exception {
        var recording = Recording.until(40, scheme.open(URI.create("test:picture")));

        assertThat(recording.frames().subList(0, 3))
                .extracting(Frame::codec)
                .containsExactly(Codec.AMF0, Codec.H264, Codec.AAC);
        assertThat(recording.frames().subList(0, 3))
                .extracting(Frame::role)
                .containsOnly(Frame.Role.CONFIG);
        assertThat(recording.units(Kind.VIDEO))
                .isNotEmpty()
                .extracting(Frame::codec)
                .containsOnly(Codec.H264);
        assertThat(recording.units(Kind.AUDIO))
                .isNotEmpty()
                .extracting(Frame::codec)
                .containsOnly(Codec.AAC);
    }

    @Test
    void theTestPictureHasItsKeyFramesWhereItsGopSays() throws Exception {
        var uri = URI.create("test:?size=64x64&rate=50&gop=200ms");
        var recording = Recording.until(70, scheme.open(uri));

        var pictures = recording.units(Kind.VIDEO);
        assertThat(pictures).hasSizeGreaterThan(20);
        for (int i = 0; i < pictures.size(); i++) {
            assertThat(pictures.get(i).role())
                    .isEqualTo(i % 10 == 0 ? Frame.Role.KEY : Frame.Role.DELTA);
            assertThat(pictures.get(i).offset()).as("no B pictures").isZero();
        }
    }

    @Test
    void theTestPictureKeepsTheTimeOfTheClockOnTheWall() throws Exception {
        long began = System.nanoTime();
        var recording = Recording.until(60, scheme.open(URI.create("test:?size=64x64")));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

        assertThat(recording.frames()).extracting(Frame::time).isSorted();
        assertThat(recording.frames().getFirst().time()).isZero();
        assertThat(took).isGreaterThanOrEqualTo(recording.frames().getLast().time());
    }

    @Test
    @Timeout(5)
    void closingEndsTheRunAtOnce() throws Exception {
        var source = scheme.open(URI.create("test:?rate=1&size=64x64"));
        var begun = new CountDownLatch(1);
        try (var recording = new Recording(all -> begun.countDown());
                ExecutorService runner = Executors.newVirtualThreadPerTaskExecutor()) {
            var run =
                    runner.submit(() -> {
                        source.run(recording.publication());
                        return System.nanoTime();
                    });
            begun.await();
            long closed = System.nanoTime();
            source.close();

            assertThat(run.get() - closed).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    @Test
    @Timeout(5)
    void anInterruptEndsTheRunToo() throws Exception {
        var source = scheme.open(URI.create("test:?rate=1&size=64x64"));
        var writer = Thread.currentThread();
        try (source;
                var recording = new Recording(all -> writer.interrupt())) {
            assertThatThrownBy(() -> source.run(recording.publication()))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aSourceThatWasClosedWritesNothing() throws Exception {
        var source = scheme.open(URI.create("test:picture"));
        source.close();
        source.close();

        assertThat(Recording.of(source).frames()).isEmpty();
    }

    @Test
    void whatMeansTheSameSignalIsTheSamePlace() {
        var place = scheme.look(URI.create("test:picture"), false).place();

        assertThat(place)
                .isEqualTo("test:?size=640x360&rate=30&bitrate=1000000&tone=440&gop=2000ms");
        assertThat(scheme.look(URI.create("test:?gop=2s&bitrate=1M"), false).place())
                .isEqualTo(place);
        assertThat(scheme.look(URI.create(place), false).place()).isEqualTo(place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "test:?size=big | size is big; use even numbers from 64x64 to 3840x2160, such as 1280x720",
                "test:?size=641x360 | size is 641x360; use even numbers from 64x64 to 3840x2160, such as 1280x720",
                "test:?rate=0 | rate is 0; use 1 to 120 pictures a second, such as 30",
                "test:?bitrate=4G | bitrate is 4G; use 50k to 50M bits a second, such as 2500k",
                "test:?tone=5 | tone is 5; use 20 to 20000 hertz, such as 440",
                "test:?gop= | gop is empty; use a time from 100ms to 60s, such as 2s",
                "test:?szie=64x64 | szie is unknown; did you mean size?",
            })
    void aWrongValueIsRefusedByKeyValueAndRemedy(String uri, String sentence) {
        assertThatThrownBy(() -> scheme.look(URI.create(uri), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(uri + ": " + sentence);
        assertThatThrownBy(() -> scheme.open(URI.create(uri)))
                .isInstanceOf(IOException.class)
                .hasMessage(uri + ": " + sentence);
    }

    @Test
    void nothingCanBeSentToIt() {
        var uri = URI.create("test:picture");
        var sentence =
                "test:picture is a source, not an output; "
                        + "send to an address of another scheme, such as rtmp://host/app/key";

        assertThatThrownBy(() -> scheme.look(uri, true)).hasMessage(sentence);
        var secret = URI.create("srt://my_host:9000?passphrase=s3cret"); // which Java calls no host
        assertThatThrownBy(() -> scheme.look(secret, true))
                .hasMessageStartingWith("srt://my_host:9000*** is a source");
        assertThatThrownBy(() -> scheme.dial(uri, "live/a"))
                .isInstanceOf(IOException.class)
                .hasMessage(sentence);
    }
}

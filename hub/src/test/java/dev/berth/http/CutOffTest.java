package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.flv.FlvReader;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.media.StreamStatus.State;
import dev.berth.rtmp.Await;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import dev.berth.rtmp.Clips.Track;
import dev.berth.rtmp.Wire;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher's line is cut in the middle of a frame, and it calls again. */
class CutOffTest {
    private static final int SECONDS = 4;
    private static final int LARGEST_TAG = 8 << 20;

    /** The first picture from here on is the one that is cut in two, and no key frame. */
    private static final long CUT_AT = 2_490;

    /** How long the publisher is away at least, in milliseconds. */
    private static final long AWAY = 400;

    /** Pictures come every 40 ms, and three belong together: a cut may leave the last of them. */
    private static final double GAP = 0.2;

    private static final String STREAM = "live/demo";

    @TempDir private Path folder;

    @Test
    void everyPlayerSeesOneGapAndNoErrorAndNothingOfTheHalfFrame() throws Exception {
        var clip = Reel.clip(folder, SECONDS);
        var messages = messages(clip);
        int cut = cut(messages);
        var recordings = new ArrayList<Path>();
        try (var hall = Hall.open(folder);
                var rtmp = player(hall.rtmp(STREAM), recordings);
                var flv = player(hall.url(STREAM + ".flv"), recordings);
                var ts = player(hall.url(STREAM + ".ts"), recordings);
                var hls = player(hall.url(STREAM + ".m3u8"), recordings)) {
            hall.awaitReaders(STREAM, 4);
            publishUntilCutOff(hall, messages, cut);
            publish(hall, messages);
            for (var player : List.of(rtmp, flv, ts, hls)) {
                assertThat(complaints(player)).as("what %s complains of", player).isEmpty();
            }
        }
        var sent = pictures(clip);
        var before = pictures(messages.subList(0, cut));
        var expected = new ArrayList<>(sent.subList(0, before));
        expected.addAll(sent);
        for (var recording : recordings) {
            assertOneGap(times(recording));
            assertGoesOnToTheEnd(recording, expected, before);
            assertSounds(recording);
        }
    }

    /** To FFmpeg every end of an answer whose length it was not told comes too soon. */
    private static List<String> complaints(Child player) throws Exception {
        return player.output()
                .lines()
                .filter(line -> !line.contains("Stream ends prematurely"))
                .filter(line -> !line.contains("Last message repeated"))
                .filter(line -> !line.endsWith("Input/output error"))
                .toList();
    }

    private static List<RtmpMessage> messages(Path flv) throws Exception {
        var messages = new ArrayList<RtmpMessage>();
        var in = Unpooled.wrappedBuffer(Files.readAllBytes(flv));
        var reader = new FlvReader(LARGEST_TAG);
        for (var tag = reader.next(in); tag != null; tag = reader.next(in)) {
            messages.add(
                    switch (tag.type()) {
                        case 8 -> new RtmpMessage.Audio(1, tag.timestamp(), tag.body());
                        case 9 -> new RtmpMessage.Video(1, tag.timestamp(), tag.body());
                        default -> new RtmpMessage.Data(1, tag.timestamp(), tag.body());
                    });
        }
        return messages;
    }

    private static int cut(List<RtmpMessage> messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i) instanceof RtmpMessage.Video(_, long time, _) && time >= CUT_AT) {
                return i;
            }
        }
        throw new AssertionError("the clip is too short");
    }

    /** How many pictures there are, which is one less than there are messages of them. */
    private static int pictures(List<RtmpMessage> messages) {
        return (int) messages.stream().filter(RtmpMessage.Video.class::isInstance).count() - 1;
    }

    private Child player(String from, List<Path> recordings) throws IOException {
        var format = from.endsWith(".ts") ? ".ts" : ".flv";
        var recording = folder.resolve("player-" + recordings.size() + format);
        recordings.add(recording);
        var arguments = new ArrayList<String>();
        if (from.endsWith("m3u8")) {
            arguments.addAll(List.of("-live_start_index", "0"));
        }
        arguments.addAll(List.of("-i", from, "-c", "copy", recording.toString()));
        return Child.ffmpeg(arguments.toArray(String[]::new));
    }

    private static void publishUntilCutOff(Hall hall, List<RtmpMessage> messages, int cut)
            throws Exception {
        try (var publisher = Wire.connect(hall.rtmpPort(), "live")) {
            publisher.publish("demo");
            for (var message : messages.subList(0, cut)) {
                publisher.send(message);
            }
            var whole = publisher.bytes(messages.get(cut));
            publisher.write(whole.readSlice(whole.readableBytes() / 2));
            hall.awaitFrames(STREAM, cut);
            publisher.cutOff();
            long since = System.nanoTime();
            Await.until("the hub misses the publisher", () -> interrupted(hall));
            Await.until("it was away for a while", () -> System.nanoTime() - since > away());
        }
    }

    private static long away() {
        return TimeUnit.MILLISECONDS.toNanos(AWAY);
    }

    private static boolean interrupted(Hall hall) {
        return hall.status(STREAM)
                .filter(status -> status.state() == State.INTERRUPTED)
                .isPresent();
    }

    private static void publish(Hall hall, List<RtmpMessage> messages) throws Exception {
        try (var publisher = Wire.connect(hall.rtmpPort(), "live")) {
            publisher.publish("demo");
            for (var message : messages) {
                publisher.send(message);
            }
            publisher.leave();
        }
    }

    /** The sums of its pictures, decoded; and what the decoder complains of, if it does. */
    private static List<String> pictures(Path file) throws Exception {
        try (var sums = Child.ffmpeg(decoded(file))) {
            return Track.of(sums).units();
        }
    }

    private static String[] decoded(Path file) {
        return new String[] {
            "-i", file.toString(), "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-"
        };
    }

    /** The clip comes faster than it plays: its first second may be over when a player starts. */
    private static void assertGoesOnToTheEnd(Path recording, List<String> sent, int before)
            throws Exception {
        var pictures = pictures(recording);
        int begins = sent.indexOf(pictures.getFirst());
        assertThat(begins).as("where %s begins", recording).isBetween(0, before - 1);
        assertThat(begins % Clips.RATE).as("pictures behind a key frame").isZero();
        assertThat(pictures.equals(sent.subList(begins, sent.size())))
                .as("%s has all whole pictures from there on, and no other", recording)
                .isTrue();
    }

    private static void assertSounds(Path file) throws Exception {
        try (var player = Child.ffmpeg("-i", file.toString(), "-map", "0:a", "-f", "null", "-")) {
            assertThat(player.output()).as("what is wrong with the sound of %s", file).isEmpty();
        }
    }

    private static List<Double> times(Path file) throws Exception {
        try (var packets =
                Child.run(
                        "ffmpeg",
                        "ffprobe",
                        "-v",
                        "error",
                        "-select_streams",
                        "v",
                        "-show_entries",
                        "packet=pts_time",
                        "-of",
                        "csv=p=0",
                        file.toString())) {
            return packets.output()
                    .lines()
                    .map(line -> line.replace(",", ""))
                    .filter(line -> !line.isEmpty())
                    .map(Double::valueOf)
                    .sorted()
                    .toList();
        }
    }

    private static void assertOneGap(List<Double> times) {
        var gaps = new ArrayList<Double>();
        for (int i = 1; i < times.size(); i++) {
            double step = times.get(i) - times.get(i - 1);
            if (step > GAP) {
                gaps.add(step);
            }
        }
        assertThat(gaps).as("gaps in %s", times).hasSize(1);
        assertThat(gaps.getFirst()).isGreaterThan(AWAY / 1_000.0);
    }
}

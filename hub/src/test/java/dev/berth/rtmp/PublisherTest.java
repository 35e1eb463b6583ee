package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.media.StreamStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishers go and come back, and two want the same name. */
class PublisherTest {
    private static final Duration GRACE = Duration.ofSeconds(4);

    @TempDir private Path folder;

    @Test
    void aPublisherThatIsKilledAndComesBackIsOneGapToAPlayer() throws Exception {
        var clip = Clips.h264(folder, 4);
        var plan = House.Plan.usual().grace(GRACE);
        try (var house = House.open(folder, plan);
                var player = Wire.play(house.port(), "live", "demo");
                var first = Child.ffmpeg(Clips.publishForEver(clip, house.url("live/demo")))) {
            var times = new ArrayList<Long>();
            play(player, times, 40);
            first.kill();
            awaitState(house, StreamStatus.State.INTERRUPTED);
            try (var second = Child.ffmpeg(Clips.publishForEver(clip, house.url("live/demo")))) {
                play(player, times, 60);
                assertThat(second.running()).isTrue();
            }
            assertThat(times).isSorted();
            assertThat(gaps(times)).as("gaps in %s", times).hasSize(1);
        }
    }

    private static void play(Wire player, List<Long> times, int pictures) throws Exception {
        for (int i = 0; i < pictures; i++) {
            times.add(player.nextPicture().timestamp());
        }
    }

    /** Steps that are longer than two pictures: 25 a second come, and the clip begins anew. */
    private static List<Long> gaps(List<Long> times) {
        var gaps = new ArrayList<Long>();
        for (int i = 1; i < times.size(); i++) {
            long step = times.get(i) - times.get(i - 1);
            if (step > 100) {
                gaps.add(step);
            }
        }
        return gaps;
    }

    private static void awaitState(House house, StreamStatus.State state) {
        Await.until(
                "live/demo is " + state,
                () ->
                        house.hub()
                                .streams()
                                .status("live/demo")
                                .filter(status -> status.state() == state)
                                .isPresent());
    }

    @Test
    void aPublisherThatStaysAwayIsTheEndForItsPlayers() throws Exception {
        var clip = Clips.h264(folder, 4);
        var plan = House.Plan.usual().grace(Duration.ofSeconds(1));
        var recording = folder.resolve("recording.flv");
        try (var house = House.open(folder, plan);
                var player = Child.ffmpeg(Clips.record(house.url("live/demo"), recording));
                var other = Wire.play(house.port(), "live", "demo");
                var publisher = Child.ffmpeg(Clips.publishForEver(clip, house.url("live/demo")))) {
            house.awaitFrames("live/demo", 100);
            publisher.kill();

            var end = other.awaitStatus("NetStream.Play.UnpublishNotify");
            assertThat(Replies.said(end, "description")).isEqualTo("live/demo has ended.");
            assertThat(player.output()).isEmpty();
            Await.until("no stream is left", () -> house.hub().streams().all().isEmpty());
        }
    }

    @Test
    void halfAFrameOfAPublisherThatIsCutOffReachesNobody() throws Exception {
        try (var house = House.open(folder);
                var player = Wire.play(house.port(), "live", "demo");
                var publisher = Wire.connect(house.port(), "live")) {
            publisher.publish("demo");
            publisher.send(Wire.configuration());
            publisher.send(Wire.picture(0, true, 1_000));
            var cut = publisher.bytes(Wire.picture(40, false, 1_000));
            publisher.write(cut.slice(0, 500));
            assertThat(player.nextPicture().timestamp()).isZero();
            publisher.cutOff();
            awaitState(house, StreamStatus.State.INTERRUPTED);

            try (var again = Wire.connect(house.port(), "live")) {
                again.publish("demo");
                again.send(Wire.configuration());
                again.send(Wire.picture(0, true, 700));
                var next = player.nextPicture();
                assertThat(next.payload().readableBytes()).isEqualTo(700 + 9);
                assertThat(Wire.isKey(next)).isTrue();
                assertThat(next.timestamp()).isPositive();
            }
        }
    }

    @Test
    void aSecondPublisherIsToldWhoTheFirstIsAndTheFirstGoesOn() throws Exception {
        try (var house = House.open(folder);
                var player = Wire.play(house.port(), "live", "demo");
                var first = Wire.connect(house.port(), "live");
                var second = Wire.connect(house.port(), "live")) {
            first.publish("demo");
            first.send(Wire.configuration());
            first.send(Wire.picture(0, true, 100));
            var publisher = house.hub().streams().status("live/demo").orElseThrow().publisher();

            var refusal = second.publish("demo");

            assertThat(Replies.said(refusal, "code")).isEqualTo("NetStream.Publish.BadName");
            assertThat(Replies.said(refusal, "level")).isEqualTo("error");
            assertThat(Replies.said(refusal, "description"))
                    .startsWith("stream live/demo is published by " + publisher + " since 20")
                    .endsWith("; stop that publisher, or publish under another name");
            first.send(Wire.picture(40, false, 100));
            assertThat(player.nextPicture().timestamp()).isZero();
            assertThat(player.nextPicture().timestamp()).isEqualTo(40);
        }
    }

    @Test
    void ffmpegThatComesSecondFailsAndTheFirstGoesOn() throws Exception {
        var clip = Clips.h264(folder, 4);
        try (var house = House.open(folder);
                var first = Child.ffmpeg(Clips.publishForEver(clip, house.url("live/demo")))) {
            house.awaitLive("live/demo");
            try (var second = Child.ffmpeg(Clips.publish(clip, house.url("live/demo")))) {
                assertThat(second.status()).isNotZero();
                assertThat(second.said()).contains("live/demo is published by rtmp client");
            }
            long before = house.hub().streams().status("live/demo").orElseThrow().frames();
            house.awaitFrames("live/demo", before + 20);
            assertThat(first.running()).isTrue();
        }
    }

    @Test
    void theEndOfOneStreamLeavesTheOthersOnItsConnectionAlone() throws Exception {
        try (var house = House.open(folder);
                var first = Wire.connect(house.port(), "live");
                var second = Wire.connect(house.port(), "live");
                var player = Wire.play(house.port(), "live", "first")) {
            player.send(new RtmpMessage.Command(0, "createStream", 3, List.of(Amf.nil())));
            player.await("_result");
            player.send(
                    new RtmpMessage.Command(2, "play", 0, List.of(Amf.nil(), Amf.str("second"))));
            first.publish("first");
            second.publish("second");
            house.awaitReaders("live/second", 1);
            first.leave();
            player.awaitStatus("NetStream.Play.UnpublishNotify");

            second.send(Wire.configuration());
            second.send(Wire.picture(0, true, 100));
            assertThat(player.nextPicture().stream()).isEqualTo(2);
        }
    }

    @Test
    void fcPublishIsNotAnsweredAsIfItWerePublish() throws Exception {
        try (var house = House.open(folder);
                var publisher = Wire.connect(house.port(), "live")) {
            publisher.send(
                    new RtmpMessage.Command(
                            0, "FCPublish", 7, List.of(Amf.nil(), Amf.str("demo"))));

            assertThat(publisher.next())
                    .isInstanceOfSatisfying(
                            RtmpMessage.Command.class,
                            answer -> assertThat(answer.name()).isEqualTo("onFCPublish"));
        }
    }
}

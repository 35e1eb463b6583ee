package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.amf.Amf;
import dev.berth.codec.amf.Amf0Writer;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import dev.berth.rtmp.Clips.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders that people have, each with its own way of saying hello. */
class EncodersTest {
    private static final int PICTURES = 75;
    private static final int OBS_CHUNK = 4_096;
    private static final String ADDRESS = "rtmp://127.0.0.1/live";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rtmp2sink", "rtmpsink"})
    void whatGStreamerPublishesComesOutAsItWas(String sink) throws Exception {
        var sent = folder.resolve("sent.flv");
        var recording = folder.resolve("recording.flv");
        var plan = House.Plan.usual().grace(Duration.ofSeconds(5));
        try (var house = House.open(folder, plan);
                var player = Child.ffmpeg(Clips.record(house.url("live/demo"), recording))) {
            house.awaitReaders("live/demo", 1);
            try (var publisher = gstreamer(sink, house.url("live/demo"), sent)) {
                publisher.output();
                player.output();
            }
        }
        var pictures = track(recording, "v");
        assertThat(pictures.units()).hasSize(PICTURES);
        assertThat(pictures.equals(track(sent, "v"))).as("the same pictures").isTrue();
        assertSoundGoesOnToTheEnd(track(sent, "a"), track(recording, "a"));
    }

    /** A player starts at a key frame, and what sounded before the first is not for it. */
    private static void assertSoundGoesOnToTheEnd(Track sent, Track recording) {
        assertThat(recording.configuration()).isEqualTo(sent.configuration());
        int missed = sent.units().size() - recording.units().size();
        assertThat(missed).as("sounds before the first picture").isBetween(0, 20);
        var rest = sent.units().subList(missed, sent.units().size());
        assertThat(recording.units().equals(rest)).as("the same sounds").isTrue();
    }

    /** Publishes three seconds, and keeps what it publishes. */
    private static Child gstreamer(String sink, String to, Path sent) throws Exception {
        var pipeline =
                """
                videotestsrc num-buffers=%d is-live=true
                  ! video/x-raw,format=I420,width=320,height=180,framerate=25/1
                  ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25
                  ! video/x-h264,profile=baseline ! queue ! mux.
                audiotestsrc num-buffers=140 is-live=true ! audio/x-raw,rate=48000,channels=2
                  ! voaacenc ! aacparse ! queue ! mux.
                flvmux name=mux streamable=true ! tee name=both
                both. ! queue ! filesink location=%s
                both. ! queue ! %s location=%s
                """
                        .formatted(PICTURES, sent, sink, to);
        var arguments = new ArrayList<>(List.of("-q"));
        arguments.addAll(List.of(pipeline.strip().split("\\s+")));
        return Child.run("gstreamer1.0-tools", "gst-launch-1.0", arguments.toArray(String[]::new));
    }

    private static Track track(Path file, String name) throws Exception {
        try (var sums = Child.ffmpeg(Clips.sums(file, name))) {
            return Track.of(sums);
        }
    }

    @Test
    void obsIsToldAllThatItWaitsFor() throws Exception {
        try (var house = House.open(folder);
                var player = Wire.play(house.port(), "live", "demo");
                var obs = Wire.open(house.port())) {
            obs.send(new Command(0, "connect", 1, List.of(new Amf.Obj(hello()))));
            obs.send(new RtmpMessage.SetChunkSize(OBS_CHUNK));
            var connected = obs.await("_result");
            assertThat(connected.transaction()).isEqualTo(1);
            assertThat(Replies.said(connected, "code")).isEqualTo("NetConnection.Connect.Success");

            assertThat(publish(obs, "demo")).isEqualTo("NetStream.Publish.Start");

            var body = clip();
            send(obs, body);
            assertThat(heard(player, body.size())).isEqualTo(described(body));

            call(obs, 0, "FCUnpublish", 6, Amf.str("demo"));
            call(obs, 0, "deleteStream", 7, Amf.num(1));
            player.awaitStatus("NetStream.Play.UnpublishNotify");
            assertThat(house.hub().streams().status("live/demo")).isEmpty();
        }
    }

    @Test
    void obsThatKnowsEnhancedRtmpIsToldWhatMayBeSent() throws Exception {
        try (var house = House.open(folder);
                var player = Wire.play(house.port(), "live", "demo");
                var obs = Wire.open(house.port())) {
            var hello = hello();
            hello.put("fourCcList", Amf.array(Amf.str("av01"), Amf.str("hvc1")));
            hello.put("videoFourCcInfoMap", Amf.obj("hvc1", Amf.num(3), "av01", Amf.num(3)));
            hello.put("capsEx", Amf.num(3));
            obs.send(new Command(0, "connect", 1, List.of(new Amf.Obj(hello))));
            obs.send(new RtmpMessage.SetChunkSize(OBS_CHUNK));

            var may = obs.await("_result").argument(1).members();

            assertThat(may).containsKeys("fourCcList", "videoFourCcInfoMap", "capsEx");
            assertThat(publish(obs, "demo")).isEqualTo("NetStream.Publish.Start");
            var body =
                    List.<RtmpMessage>of(
                            video(0, "9068766331" + "01".repeat(23)),
                            video(0, "93687663310000000426010203"),
                            video(40, "a3687663310000000402010203"));
            send(obs, body);
            assertThat(heard(player, body.size())).isEqualTo(described(body));
        }
    }

    /** What OBS says of itself; its library is librtmp, which says it to everybody. */
    private static Map<String, Amf> hello() {
        var about = new LinkedHashMap<String, Amf>();
        about.put("app", Amf.str("live"));
        about.put("type", Amf.str("nonprivate"));
        about.put("flashVer", Amf.str("FMLE/3.0 (compatible; FMSc/1.0)"));
        about.put("swfUrl", Amf.str(ADDRESS));
        about.put("tcUrl", Amf.str(ADDRESS));
        return about;
    }

    /**
     * Goes from connect to publish. OBS sends the next step when it has the answer to a call that
     * has one, and gives up when a call fails.
     *
     * @return the code with which it may begin, or not
     */
    private static String publish(Wire obs, String key) throws Exception {
        call(obs, 0, "releaseStream", 2, Amf.str(key));
        call(obs, 0, "FCPublish", 3, Amf.str(key));
        call(obs, 0, "createStream", 4);
        assertThat(answer(obs, 4).argument(1)).isEqualTo(Amf.num(1));
        call(obs, 0, "_checkbw", 5);
        call(obs, 1, "publish", 6, Amf.str(key), Amf.str("live"));
        return Replies.said(obs.await("onStatus"), "code");
    }

    /** The answer to one of its calls, past those to others; none may have failed. */
    private static Command answer(Wire obs, int transaction) throws Exception {
        while (true) {
            if (obs.next() instanceof Command command) {
                assertThat(command.name()).isNotEqualTo("_error");
                if (command.name().equals("_result") && command.transaction() == transaction) {
                    return command;
                }
            }
        }
    }

    private static void call(Wire obs, int stream, String name, int transaction, Amf... arguments)
            throws Exception {
        var all = new ArrayList<>(List.of(Amf.nil()));
        all.addAll(List.of(arguments));
        obs.send(new Command(stream, name, transaction, all));
    }

    private static void send(Wire obs, List<RtmpMessage> messages) throws IOException {
        for (var message : messages) {
            obs.send(message);
        }
    }

    /** What OBS sends first, and a little media: a key frame of many chunks, and what follows. */
    private static List<RtmpMessage> clip() {
        var key = Unpooled.buffer().writeBytes(ByteBufUtil.decodeHexDump("1701000000"));
        key.writeInt(3 * OBS_CHUNK).writeByte(0x65).writeZero(3 * OBS_CHUNK - 1);
        return List.of(
                new RtmpMessage.Data(1, 0, metadata()),
                audio(0, "af001190"),
                video(0, "17000000000142c00dffe1000467640c0001000468ce0fc8"),
                new RtmpMessage.Video(1, 0, key),
                audio(0, "af01211004"),
                audio(21, "af01211005"),
                video(33, "270100000000000002419a"),
                audio(43, "af01211006"));
    }

    private static ByteBuf metadata() {
        var about = new LinkedHashMap<String, Amf>();
        for (var name : List.of("duration", "fileSize")) {
            about.put(name, Amf.num(0));
        }
        about.put("width", Amf.num(1_280));
        about.put("height", Amf.num(720));
        about.put("videocodecid", Amf.num(7));
        about.put("videodatarate", Amf.num(2_500));
        about.put("framerate", Amf.num(30));
        about.put("audiocodecid", Amf.num(10));
        about.put("audiodatarate", Amf.num(160));
        about.put("audiosamplerate", Amf.num(48_000));
        about.put("audiosamplesize", Amf.num(16));
        about.put("audiochannels", Amf.num(2));
        about.put("stereo", Amf.bool(true));
        for (var layout : List.of("2.1", "3.1", "4.0", "4.1", "5.1", "7.1")) {
            about.put(layout, Amf.bool(false));
        }
        about.put("encoder", Amf.str("obs-output module (libobs version 30.2.3)"));
        var out = Unpooled.buffer();
        var script = List.of(Amf.str("@setDataFrame"), Amf.str("onMetaData"));
        Amf0Writer.writeAll(out, script);
        Amf0Writer.write(out, new Amf.EcmaArray(about));
        return out;
    }

    private static RtmpMessage audio(long time, String hex) {
        return new RtmpMessage.Audio(1, time, bytes(hex));
    }

    private static RtmpMessage video(long time, String hex) {
        return new RtmpMessage.Video(1, time, bytes(hex));
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    /** The next media messages of a player, in words. */
    private static List<String> heard(Wire player, int count) throws Exception {
        var heard = new ArrayList<RtmpMessage>();
        while (heard.size() < count) {
            var next = player.next();
            if (next instanceof RtmpMessage.Audio
                    || next instanceof RtmpMessage.Video
                    || next instanceof RtmpMessage.Data) {
                heard.add(next);
            }
        }
        return described(heard);
    }

    /** Metadata goes on to players without the word that is meant for servers. */
    private static List<String> described(List<RtmpMessage> messages) {
        var command = Unpooled.buffer();
        Amf0Writer.write(command, Amf.str("@setDataFrame"));
        var word = ByteBufUtil.hexDump(command);
        return messages.stream()
                .map(message ->
                        switch (message) {
                            case RtmpMessage.Audio(_, long time, var body) ->
                                    "audio " + time + " " + ByteBufUtil.hexDump(body);
                            case RtmpMessage.Video(_, long time, var body) ->
                                    "video " + time + " " + ByteBufUtil.hexDump(body);
                            case RtmpMessage.Data(_, long time, var body) ->
                                    "data "
                                            + time
                                            + " "
                                            + ByteBufUtil.hexDump(body).replace(word, "");
                            default -> "no media";
                        })
                .toList();
    }
}

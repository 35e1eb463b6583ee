package dev.berth.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.ts.TsDamage;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames into transport streams, and out of them again. */
class TsTest {
    private static final Frame AAC =
            new Frame(Codec.AAC, 0, Frame.Role.CONFIG, 0, 0, 0xf, bytes(0x12, 0x10));

    /** Frames are dated so much later, for players to have them in time. */
    private static final long LEAD = 500;

    private static final int PACKET = 188;

    @TempDir private Path folder;

    @Test
    void framesComeOutAsTheyWentIn() throws Exception {
        var frames = frames(clip("mpegts"));
        var again = read(written(frames));
        assertThat(described(again, -LEAD)).isEqualTo(described(frames, 0));
        assertThat(frames).extracting(Frame::role).contains(Frame.Role.DISPOSABLE);
    }

    @Test
    void ffmpegReadsWhatAPlayerIsSent() throws Exception {
        var clip = clip("mpegts");
        var sent = folder.resolve("sent.ts");
        Files.write(sent, bytes(written(frames(clip))));
        assertThat(decoded(sent, "v")).isEqualTo(decoded(clip, "v")).hasSize(2 * Clips.RATE);
        assertThat(decoded(sent, "a")).isEqualTo(decoded(clip, "a")).isNotEmpty();
    }

    @Test
    void theClockIsNeverOlderThanATenthOfASecond() throws Exception {
        var clocks = clocks(written(frames(clip("mpegts"))));
        assertThat(clocks).hasSizeGreaterThan(20).isSorted();
        for (int i = 1; i < clocks.size(); i++) {
            assertThat(clocks.get(i) - clocks.get(i - 1)).isLessThanOrEqualTo(9_000);
        }
    }

    @Test
    void soundAloneHasAClockAndTablesToo() {
        var packager = new TsPackaging().packager(new Headers(List.of(AAC)));
        var out = Unpooled.buffer();
        packager.opening(new Headers(List.of(AAC)), 0, out);
        assertThat(out.readableBytes()).as("the two tables").isEqualTo(2 * PACKET);
        out.clear();
        for (int i = 0; i < 100; i++) {
            packager.frame(sound(i * 21L), out);
        }
        assertThat(clocks(out)).hasSizeBetween(48, 52);
        assertThat(count(out, 0)).as("program association tables").isEqualTo(5);
        assertThat(read(out)).hasSize(101);
    }

    @Test
    void tablesStandBeforeEveryKeyFrame() throws Exception {
        var frames = frames(clip("mpegts"));
        var packager = new TsPackaging().packager(headers(frames));
        for (var frame : frames) {
            var out = Unpooled.buffer();
            packager.frame(frame, out);
            if (frame.startsPicture()) {
                assertThat(out.getUnsignedMedium(0)).isEqualTo(0x474000);
            }
        }
    }

    @Test
    void moreThanADayPassesWithoutDriftAcrossTheWrapOf33Bits() {
        var packager = new TsPackaging().packager(new Headers(List.of(AAC)));
        var times = new ArrayList<Long>();
        var damage = TsDamage.NONE;
        long seconds = 28 * 3_600;
        try (var reader =
                new TsFrames(frame -> {
                    if (frame.role() != Frame.Role.CONFIG) {
                        times.add(frame.time() - LEAD);
                    }
                    frame.release();
                })) {
            var out = Unpooled.buffer();
            for (long second = 0; second < seconds; second++) {
                packager.frame(sound(second * 1_000 + second % 7), out.clear());
                reader.datagram(out);
            }
            damage = reader.damage();
        }
        assertThat(damage).isEqualTo(TsDamage.NONE);
        assertThat(times).hasSize((int) seconds);
        for (int second = 0; second < seconds; second++) {
            assertThat(times.get(second)).isEqualTo(second * 1_000L + second % 7);
        }
    }

    @Test
    void millisecondsAreEachTheNearestSoThatErrorsDoNotAddUp() throws Exception {
        var sounds =
                frames(clip("mpegts")).stream()
                        .filter(frame -> frame.kind() == Kind.AUDIO)
                        .filter(frame -> frame.role() == Frame.Role.KEY)
                        .toList();
        for (int i = 0; i < sounds.size(); i++) {
            double due = sounds.getFirst().time() + i * 1_024_000.0 / 48_000;
            assertThat((double) sounds.get(i).time()).isBetween(due - 1.1, due + 1.1);
        }
    }

    @Test
    void randomLossAndFlippedBitsAreCountedAndNeverThrown() throws Exception {
        var clean = Files.readAllBytes(clip("mpegts"));
        var random = new SplittableRandom(7);
        for (int round = 0; round < 20; round++) {
            var damaged = Unpooled.buffer();
            for (int at = 0; at < clean.length; at += PACKET) {
                if (random.nextInt(50) > 0) {
                    damaged.writeBytes(clean, at, PACKET);
                    int bit = random.nextInt(8 * PACKET * 20);
                    if (bit < 8 * PACKET) {
                        int where = damaged.writerIndex() - PACKET + bit / 8;
                        damaged.setByte(where, damaged.getByte(where) ^ 1 << bit % 8);
                    }
                }
            }
            try (var reader = new TsFrames(Frame::release)) {
                reader.more(damaged);
                reader.finish();
                assertThat(reader.damage().lostPackets()).isPositive();
                assertThat(reader.damage().lostUnits()).isPositive();
            }
        }
    }

    @Test
    void aStreamMayComeInPiecesOfAnySize() throws Exception {
        var clip = clip("mpegts");
        var whole = frames(clip);
        var file = Unpooled.wrappedBuffer(Files.readAllBytes(clip));
        var random = new SplittableRandom(3);
        var pieces = new ArrayList<Frame>();
        try (var reader = new TsFrames(frame -> pieces.add(kept(frame)))) {
            while (file.isReadable()) {
                reader.more(file.readSlice(Math.min(file.readableBytes(), random.nextInt(1, 500))));
            }
            reader.finish();
        }
        assertThat(described(pieces, 0)).isEqualTo(described(whole, 0));
    }

    @Test
    void whatATransportStreamHasNoCodeForIsRefusedInASentence() {
        assertThat(TsPackaging.refusal(Codec.PCMA))
                .contains(
                        "MPEG-TS cannot carry pcma to players; play the stream by RTMP or HTTP-FLV, or publish it in AAC, MP3 or Opus");
        assertThat(TsPackaging.refusal(Codec.AV1)).isPresent();
        assertThat(TsPackaging.refusal(Codec.OPUS)).isEmpty();
        var out = Unpooled.buffer();
        var packager = new TsPackaging().packager(Headers.NONE);
        packager.frame(new Frame(Codec.PCMA, 0, Frame.Role.KEY, 0, 0, 0, bytes(1)), out);
        packager.frame(new Frame(Codec.H264, 0, Frame.Role.KEY, 0, 0, 0, bytes(1)), out);
        assertThat(out.isReadable()).isFalse();
    }

    private Path clip(String format) throws Exception {
        var clip = folder.resolve("clip." + format);
        if (!Files.exists(clip)) {
            var source = Clips.h264(folder, 2);
            try (var maker =
                    Child.ffmpeg(
                            "-i", source.toString(), "-c", "copy", "-f", format, clip.toString())) {
                maker.output();
            }
        }
        return clip;
    }

    private static List<Frame> frames(Path clip) throws IOException {
        return read(Unpooled.wrappedBuffer(Files.readAllBytes(clip)));
    }

    private static List<Frame> read(ByteBuf stream) {
        var frames = new ArrayList<Frame>();
        try (var reader = new TsFrames(frame -> frames.add(kept(frame)))) {
            reader.more(stream);
            reader.finish();
        }
        return frames;
    }

    /** The same on the heap, which the collector may have. */
    private static Frame kept(Frame frame) {
        var data = Unpooled.copiedBuffer(frame.data());
        frame.release();
        return new Frame(
                frame.codec(),
                frame.track(),
                frame.role(),
                frame.time(),
                frame.offset(),
                frame.layout(),
                data);
    }

    private static Headers headers(List<Frame> frames) {
        return new Headers(
                frames.stream().filter(frame -> frame.role() == Frame.Role.CONFIG).toList());
    }

    private static ByteBuf written(List<Frame> frames) {
        var packager = new TsPackaging().packager(headers(frames));
        var out = Unpooled.buffer();
        frames.forEach(frame -> packager.frame(frame, out));
        return out;
    }

    /** What is to be seen of frames, track by track, dated so much later. */
    private static List<String> described(List<Frame> frames, long later) {
        return frames.stream()
                .sorted((a, b) -> a.kind().compareTo(b.kind()))
                .map(frame ->
                        "%s %s %d+%d %08x"
                                .formatted(
                                        frame.codec(),
                                        frame.role(),
                                        frame.time() + later,
                                        frame.offset(),
                                        frame.data().hashCode()))
                .toList();
    }

    /** Sums of what ffmpeg decodes, which has nothing to complain about. */
    private static List<String> decoded(Path file, String track) throws Exception {
        try (var sums =
                Child.ffmpeg(
                        "-xerror",
                        "-i",
                        file.toString(),
                        "-map",
                        "0:" + track,
                        "-fps_mode",
                        "passthrough",
                        "-f",
                        "framemd5",
                        "-")) {
            var units = Clips.Track.of(sums).units();
            assertThat(sums.said().lines().filter(line -> line.startsWith("["))).isEmpty();
            return units;
        }
    }

    /** The clock's readings, in ticks of 90 kHz. */
    private static List<Long> clocks(ByteBuf stream) {
        var clocks = new ArrayList<Long>();
        for (int at = 0; at < stream.readableBytes(); at += PACKET) {
            boolean fields = (stream.getByte(at + 3) & 0x20) != 0;
            if (fields && stream.getByte(at + 4) != 0 && (stream.getByte(at + 5) & 0x10) != 0) {
                clocks.add(
                        stream.getUnsignedInt(at + 6) << 1 | stream.getUnsignedByte(at + 10) >> 7);
            }
        }
        return clocks;
    }

    private static int count(ByteBuf stream, int pid) {
        int count = 0;
        for (int at = 0; at < stream.readableBytes(); at += PACKET) {
            count += (stream.getUnsignedShort(at + 1) & 0x1fff) == pid ? 1 : 0;
        }
        return count;
    }

    private static Frame sound(long time) {
        return new Frame(Codec.AAC, 0, Frame.Role.KEY, time, 0, 0xf, bytes(0x21, 0x10, 0x05));
    }

    private static ByteBuf bytes(int... values) {
        var bytes = Unpooled.buffer();
        for (int value : values) {
            bytes.writeByte(value);
        }
        return bytes;
    }

    private static byte[] bytes(ByteBuf buffer) {
        var bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}

package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Kind;
import dev.berth.media.Source;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileClipTest {
    @TempDir static Path folder;

    private static Path mp4;

    private final FfmpegScheme scheme = new FfmpegScheme();

    @BeforeAll
    static void makeAClip() throws Exception {
        mp4 =
                Program.clip(
                        folder.resolve("clip.mp4"),
                        "-c:v",
                        "libopenh264",
                        "-g",
                        "10",
                        "-c:a",
                        "aac");
    }

    private Source open(Path file, String query) throws IOException {
        return scheme.open(URI.create("file:" + file + query));
    }

    @Test
    void aFileComesOutByteForByte() throws Exception {
        var recording = Recording.of(open(mp4, ""));

        assertThat(sums(recording, Kind.VIDEO)).hasSize(25).isEqualTo(Program.sums(mp4, "v:0"));
        assertThat(sums(recording, Kind.AUDIO))
                .hasSizeGreaterThan(40)
                .isEqualTo(Program.sums(mp4, "a:0"));
        assertThat(recording.units(Kind.VIDEO)).extracting(Frame::codec).containsOnly(Codec.H264);
        assertThat(recording.units(Kind.AUDIO)).extracting(Frame::codec).containsOnly(Codec.AAC);
    }

    @Test
    void aFileOfNewerCodecsComesOutByteForByteToo() throws Exception {
        var file =
                Program.clip(
                        folder.resolve("clip.webm"),
                        "-c:v",
                        "libvpx-vp9",
                        "-deadline",
                        "realtime",
                        "-c:a",
                        "libopus");
        var recording = Recording.of(open(file, ""));

        assertThat(sums(recording, Kind.VIDEO)).hasSize(25).isEqualTo(Program.sums(file, "v:0"));
        assertThat(sums(recording, Kind.AUDIO))
                .hasSizeGreaterThan(40)
                .isEqualTo(Program.sums(file, "a:0"));
        assertThat(recording.units(Kind.VIDEO)).extracting(Frame::codec).containsOnly(Codec.VP9);
        assertThat(recording.units(Kind.AUDIO)).extracting(Frame::codec).containsOnly(Codec.OPUS);
    }

    private static List<String> sums(Recording recording, Kind kind)
            throws NoSuchAlgorithmException {
        var sums = new ArrayList<String>();
        for (var bytes : recording.bytes(kind)) {
            var sum = MessageDigest.getInstance("MD5").digest(ByteBufUtil.getBytes(bytes));
            sums.add(HexFormat.of().formatHex(sum));
        }
        return sums;
    }

    @Test
    void aTransportStreamIsBroughtIntoTheFormOfFrames() throws Exception {
        var file =
                Program.clip(
                        folder.resolve("clip.ts"),
                        "-c:v",
                        "libopenh264",
                        "-g",
                        "10",
                        "-c:a",
                        "aac");
        var recording = Recording.of(open(file, ""));

        assertThat(recording.frames())
                .filteredOn(frame -> frame.role() == Frame.Role.CONFIG)
                .as("no empty configuration")
                .allMatch(frame -> frame.size() > 0)
                .extracting(Frame::codec)
                .containsOnlyOnce(Codec.AAC, Codec.H264);
        assertThat(recording.units(Kind.VIDEO)).hasSize(25).allMatch(FileClipTest::hasLengthPrefix);
        assertThat(recording.units(Kind.AUDIO)).isNotEmpty().noneMatch(FileClipTest::hasAdtsHeader);
    }

    private static boolean hasLengthPrefix(Frame frame) {
        long length = frame.data().getUnsignedInt(0);
        return length > 1 && length <= frame.size() - 4;
    }

    private static boolean hasAdtsHeader(Frame frame) {
        return frame.data().getUnsignedShort(0) >> 4 == 0xfff;
    }

    @Test
    void aLoopedFileNeverStepsBackInTime() throws Exception {
        var recording = Recording.of(open(mp4, "?loop=1"));

        var once = Program.sums(mp4, "v:0");
        var twice = new ArrayList<>(once);
        twice.addAll(once);
        assertThat(sums(recording, Kind.VIDEO)).isEqualTo(twice);
        assertThat(recording.frames()).extracting(Frame::time).isSorted();
        assertThat(recording.units(Kind.VIDEO).getLast().time()).isBetween(1_900L, 2_200L);
        assertThat(recording.frames())
                .as("configurations come once")
                .filteredOn(frame -> frame.role() == Frame.Role.CONFIG)
                .hasSize(3);
    }

    @Test
    void aFileForEverGoesOnUntilItIsClosed() throws Exception {
        var recording = Recording.until(90, open(mp4, "?loop=forever"));

        assertThat(recording.frames()).hasSizeBetween(90, 95).extracting(Frame::time).isSorted();
    }

    @Test
    void aFileLastsAsLongAsItIs() throws Exception {
        var file = Program.clip(folder.resolve("clip.mp3"), "-vn", "-c:a", "libmp3lame");
        long began = System.nanoTime();
        var recording = Recording.of(open(file, ""));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

        assertThat(recording.units(Kind.AUDIO).getLast().time()).isBetween(900L, took);
    }

    @Test
    void aFileThatIsNotThereIsNamedInASentence() {
        var missing = folder.resolve("nope.mp4");
        assertThatThrownBy(() -> open(missing, ""))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "file:" + missing + ": there is no file " + missing + "; check the name");
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThatThrownBy(() -> open(folder, ""))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(folder + " is a directory; name a media file in it");
    }

    @Test
    void aFileWithoutMediaIsRefusedInFfmpegsWords() throws Exception {
        var text =
                Files.writeString(
                        folder.resolve("letter.txt"), "Dear Sir or Madam, will you read my book?");
        assertThatThrownBy(() -> open(text, ""))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "file:"
                                + text
                                + " cannot be played, for FFmpeg says: Invalid data found when processing input; "
                                + "use a media file, such as MP4, MKV, MPEG-TS or FLV");
    }

    @Test
    void aPlayListMayNotOpenOtherFiles() throws Exception {
        var list =
                Files.writeString(
                        folder.resolve("list.m3u8"),
                        "#EXTM3U\n#EXTINF:1,\n" + mp4 + "\n#EXT-X-ENDLIST\n");
        assertThatThrownBy(() -> open(list, ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be played");
    }

    @Test
    void aCodecThatStreamsDoNotCarryIsRefusedWithTheWayOut() throws Exception {
        var file = Program.clip(folder.resolve("clip.wav"), "-vn", "-c:a", "pcm_s16le");
        assertThatThrownBy(() -> open(file, ""))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "file:"
                                + file
                                + " has its sound coded as pcm_s16le, which streams here do not carry; "
                                + "recode it: ffmpeg -i clip.wav -c:v copy -c:a aac new.mp4");
    }

    @Test
    void whatMeansTheSameFileIsTheSamePlace() {
        var place = "file:" + Path.of("a b.mp4").toUri().getRawPath();

        assertThat(place(URI.create("file:a%20b.mp4"))).isEqualTo(place);
        assertThat(place(URI.create("file:./x/../a%20b.mp4?loop=0"))).isEqualTo(place);
        assertThat(place(Path.of("a b.mp4").toUri())).isEqualTo(place);
        assertThat(place(URI.create("file:a%20b.mp4?loop=-1"))).isEqualTo(place + "?loop=forever");
    }

    private String place(URI uri) {
        return scheme.look(uri, false).place();
    }

    @Test
    void aWrongUriIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> place(URI.create("file://host/clip.mp4")))
                .hasMessage(
                        "file://host/clip.mp4 names the host host; write file:/ and the path on this machine");
        assertThatThrownBy(() -> place(URI.create("file:/clip.mp4?lop=1")))
                .hasMessage("file:/clip.mp4?lop=1: lop is unknown; did you mean loop?");
        assertThatThrownBy(() -> place(URI.create("file:/clip.mp4?loop=ever")))
                .hasMessage(
                        "file:/clip.mp4?loop=ever: loop is ever; "
                                + "use how many times more to play it, such as 3, or forever");
    }
}

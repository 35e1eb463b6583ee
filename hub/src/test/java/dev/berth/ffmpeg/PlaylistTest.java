package dev.berth.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.media.Frame;
import dev.berth.media.Kind;
import dev.berth.media.Source;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaylistTest {
    private static final long PICTURE = 40;

    @TempDir static Path folder;

    private final FfmpegScheme scheme = new FfmpegScheme();

    @BeforeAll
    static void makeClips() throws Exception {
        var coding = List.of("-c:v", "libopenh264", "-g", "10", "-c:a", "aac");
        Program.clip(folder.resolve("one.mp4"), coding.toArray(String[]::new));
        Program.clip(folder.resolve("two words.mkv"), coding.toArray(String[]::new));
    }

    private Source open(String name, String... lines) throws IOException {
        Files.write(folder.resolve(name), List.of(lines));
        return scheme.open(URI.create("playlist:" + folder.resolve(name)));
    }

    private List<ByteBuf> pictures(String file) throws Exception {
        var path = folder.resolve(file).toUri().getRawPath();
        return Recording.of(scheme.open(URI.create("file:" + path))).bytes(Kind.VIDEO);
    }

    private List<ByteBuf> both() throws Exception {
        var both = new ArrayList<ByteBuf>(pictures("one.mp4"));
        both.addAll(pictures("two%20words.mkv".replace("%20", " ")));
        return both;
    }

    @Test
    void filesArePlayedOneAfterTheOtherAsOneStream() throws Exception {
        var recording =
                Recording.of(open("evening.m3u", "#EXTM3U", "one.mp4", "", "two words.mkv"));

        assertThat(recording.bytes(Kind.VIDEO)).isEqualTo(both());
        assertTimeGoesOn(recording);
    }

    /** No picture comes twice as late as the one before it, and none early. */
    private static void assertTimeGoesOn(Recording recording) {
        var times = recording.units(Kind.VIDEO).stream().map(Frame::time).toList();
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1))
                    .as("picture %d of %s", i, times)
                    .isBetween(1L, 2 * PICTURE);
        }
    }

    @Test
    void aListOfFfmpegsConcatIsPlayedToo() throws Exception {
        var list =
                open(
                        "evening.ffconcat",
                        "ffconcat version 1.0",
                        "file one.mp4",
                        "file 'two words.mkv'");

        assertThat(Recording.of(list).bytes(Kind.VIDEO)).isEqualTo(both());
    }

    @Test
    void aFileThatIsNoneIsLeftOut() throws Exception {
        Files.writeString(folder.resolve("letter.mp4"), "Dear Sir or Madam");
        var recording = Recording.of(open("odd.m3u", "letter.mp4", "one.mp4"));

        assertThat(recording.bytes(Kind.VIDEO)).isEqualTo(pictures("one.mp4"));
    }

    @Test
    void aListWithNothingThatPlaysFailsWithASentence() throws Exception {
        Files.writeString(folder.resolve("letter.mp4"), "Dear Sir or Madam");
        var source = open("bad.m3u", "letter.mp4");
        assertThatThrownBy(() -> Recording.of(source))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("letter.mp4 cannot be played");
    }

    @Test
    void aListNamesFilesThatAreThereAndIsNeverQuoted() {
        assertThatThrownBy(() -> open("web.m3u", "one.mp4", "http://127.0.0.1/x.mp4"))
                .hasMessage(
                        "playlist:"
                                + folder.resolve("web.m3u")
                                + " line 2 names no file, and a play list here names files only;"
                                + " write a path");
        assertThatThrownBy(() -> open("gone.m3u", "nope.mp4"))
                .hasMessage(
                        "playlist:"
                                + folder.resolve("gone.m3u")
                                + " line 1 names no file that can be read here; write the path of"
                                + " one, from "
                                + folder
                                + " on");
        assertThatThrownBy(() -> open("odd.m3u", "no\0pe.mp4"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1 names no file");
        assertThatThrownBy(() -> open("empty.m3u", "#EXTM3U"))
                .hasMessageEndingWith("lists 0 files; use 1 to 10000, a line for each");
        assertThatThrownBy(() -> open("clever.ffconcat", "ffconcat version 1.0", "inpoint 3"))
                .hasMessageContaining("line 2 names no file,");
    }
}

package dev.berth.ffmpeg;

import dev.berth.media.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A play list of files on this machine, one after the other: M3U, or what FFmpeg's own concat reads
 * as far as it names files.
 *
 * @param list the file that lists them, and how often to play them all
 */
record Playlist(FileClip list) implements Origin {
    private static final long LARGEST = 1 << 20;
    private static final int MOST = 10_000;
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");
    private static final Pattern CONCAT_FILE = Pattern.compile("file\\s+'?(.*?)'?");

    /**
     * Reads what is wished for.
     *
     * @throws IllegalArgumentException naming key, value and remedy
     */
    static Playlist of(Wish wish) {
        return new Playlist(FileClip.of(wish));
    }

    @Override
    public String canonical() {
        return list.canonical().replaceFirst("file:", "playlist:");
    }

    @Override
    public Source open() throws IOException {
        return new PlaylistSource(this, clips());
    }

    /** How many times more to play it, or {@link FileClip#FOREVER}. */
    int again() {
        return list.again();
    }

    /** What it lists now: at least one file, each of which is there. */
    List<FileClip> clips() throws IOException {
        var clips = new ArrayList<FileClip>();
        int number = 0;
        for (var line : lines()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("ffconcat")) {
                clips.add(clip(line.strip(), number));
            }
        }
        if (clips.isEmpty() || clips.size() > MOST) {
            throw new IOException(
                    "%s lists %d files; use 1 to %d, a line for each"
                            .formatted(canonical(), clips.size(), MOST));
        }
        return clips;
    }

    private List<String> lines() throws IOException {
        list.check();
        if (Files.size(list.path()) > LARGEST) {
            throw new IOException(
                    "%s has %d bytes, more than a play list of files needs; name a list"
                            .formatted(canonical(), Files.size(list.path())));
        }
        // Whatever is no UTF-8 becomes a name that is not found, and is then named in a sentence.
        var text = new String(Files.readAllBytes(list.path()), StandardCharsets.UTF_8);
        return text.lines().map(line -> line.replace("\ufeff", "")).toList();
    }

    private FileClip clip(String line, int number) throws IOException {
        var concat = CONCAT_FILE.matcher(line);
        var name = concatenated() && concat.matches() ? concat.group(1) : line;
        var plain = name.startsWith("file:") ? name.substring("file:".length()) : name;
        // It may come from somebody else: it opens files, and nothing of the network. Or it is no
        // list, but a file of secrets: no line is quoted.
        if (SCHEME.matcher(plain).matches() || (concatenated() && !concat.matches())) {
            throw new IOException(
                    "%s line %d names no file, and a play list here names files only; write a path"
                            .formatted(canonical(), number));
        }
        try {
            var clip = new FileClip(list.path().resolveSibling(Path.of(plain)).normalize(), 0);
            clip.check();
            return clip;
        } catch (IOException | InvalidPathException quoting) {
            throw new IOException(
                    "%s line %d names no file that can be read here; write the path of one, from %s on"
                            .formatted(canonical(), number, list.path().getParent()));
        }
    }

    private boolean concatenated() {
        return list.path().toString().endsWith(".ffconcat");
    }
}

package dev.berth.ffmpeg;

import dev.berth.media.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A media file to be played.
 *
 * @param path absolute
 * @param again how many times more after the first, or {@link #FOREVER}
 */
record FileClip(Path path, int again) implements Origin {
    static final int FOREVER = -1;

    /** For a disk that has to wake up first. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final List<String> KEYS = List.of("loop");

    /**
     * Reads what is wished for.
     *
     * @throws IllegalArgumentException naming key, value and remedy
     */
    static FileClip of(Wish wish) {
        wish.allow(KEYS);
        if (wish.path().isBlank() || wish.path().indexOf(0) >= 0) {
            throw new IllegalArgumentException(
                    wish.uri() + " names no file; write file:/path/clip.mp4");
        }
        var remedy = "use how many times more to play it, such as 3, or forever";
        return new FileClip(
                Path.of(wish.path()).toAbsolutePath().normalize(),
                wish.read("loop", 0, remedy, FileClip::loop));
    }

    private static Optional<Integer> loop(String text) {
        return text.equals("forever")
                ? Optional.of(FOREVER)
                : Optional.of(text)
                        .filter(number -> number.matches("-1|\\d{1,9}"))
                        .map(Integer::valueOf);
    }

    /** The URI with the absolute path. */
    @Override
    public String canonical() {
        var uri = "file:" + path.toUri().getRawPath();
        return switch (again) {
            case 0 -> uri;
            case FOREVER -> uri + "?loop=forever";
            default -> uri + "?loop=" + again;
        };
    }

    @Override
    public Source open() throws IOException {
        return FfmpegSource.of(canonical(), FilePackets.open(this));
    }

    /**
     * How FFmpeg gets at it. No play list and nothing but files: a file that came from somebody
     * else could have us open others of this machine.
     */
    Reach reach() {
        return new Reach(
                canonical(),
                "file:" + path,
                "file",
                Reach.FILES,
                Map.of(),
                PATIENCE,
                "use a media file, such as MP4, MKV, MPEG-TS or FLV");
    }

    /** Throws IOException, with what was found instead, when there is no file that can be read. */
    void check() throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(canonical() + ": there is no file " + path + "; " + hint());
        }
        if (Files.isDirectory(path)) {
            throw new IOException(
                    canonical() + ": " + path + " is a directory; name a media file in it");
        }
        // A pipe or a device would block the thread that opens it, and could not be rewound.
        if (!Files.isRegularFile(path)) {
            throw new IOException(
                    canonical() + ": " + path + " is no regular file; copy what it gives into one");
        }
        if (!Files.isReadable(path)) {
            throw new IOException(
                    canonical()
                            + ": "
                            + path
                            + " may not be read by user "
                            + System.getProperty("user.name")
                            + "; allow it with chmod or chown");
        }
    }

    private String hint() {
        var folder = path.getParent();
        return folder == null || Files.isDirectory(folder)
                ? "check the name, and that relative paths begin at " + Path.of("").toAbsolutePath()
                : "the directory " + folder + " does not exist either";
    }
}

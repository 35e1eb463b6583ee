package dev.berth.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file of the data directory that is there whole: after a crash it has what was written last, or
 * what it had before.
 */
public final class KeptFile {
    /** No more bytes than are read back. */
    private static final int LARGEST = 1 << 20;

    /** One that a crash has left is written over. */
    private static final Set<StandardOpenOption> NEW =
            EnumSet.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);

    private KeptFile() {}

    /**
     * Writes the text beside the file, has the disk take it, and only then gives it the name. Only
     * its owner may read it.
     *
     * @throws IOException when it cannot be written; the file is then what it was
     */
    public static void replace(Path file, String text) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        var name = String.valueOf(file.getFileName());
        replace(file, text, Files.createTempFile(directory, name, ".new"));
    }

    /**
     * The same for a file that whoever may read our other files may read. One thread at a time.
     *
     * @throws IOException when it cannot be written; the file is then what it was
     */
    public static void replaceShared(Path file, String text) throws IOException {
        replace(file, text, file.resolveSibling(file.getFileName() + ".new"));
    }

    private static void replace(Path file, String text, Path fresh) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        try {
            write(fresh, text);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        if (directory != null) {
            settle(directory);
        }
    }

    private static void write(Path fresh, String text) throws IOException {
        try (var channel = FileChannel.open(fresh, NEW)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            if (bytes.remaining() > LARGEST) {
                throw new IOException(
                        "%d bytes are too many for one file; keep less, or shorter texts"
                                .formatted(bytes.remaining()));
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** The new name too is on the disk, where directories can be opened: not on Windows. */
    private static void settle(Path directory) {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notHere) {
            // The file system looks after its names by itself.
        }
    }

    /** A text as YAML and JSON have it, in quotes, whatever is in it. */
    public static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> append(quoted, c));
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int c) {
        if (c == '"' || c == '\\') {
            quoted.append('\\').appendCodePoint(c);
        } else if (Character.isISOControl(c) || c == 0xfeff || c == 0x2028 || c == 0x2029) {
            quoted.append("\\u%04x".formatted(c));
        } else {
            quoted.appendCodePoint(c);
        }
    }
}

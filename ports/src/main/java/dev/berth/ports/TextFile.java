package dev.berth.ports;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Small text files, read whole.
 *
 * <p>By plain streams, not channels: channels refuse to read in a thread that is interrupted, and
 * such a thread too wants to know who has its port.
 */
final class TextFile {
    private TextFile() {}

    static String read(String path) throws IOException {
        try (var in = new FileInputStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** When the file was last changed, in milliseconds since 1970; 0 when there is none. */
    static long changed(String path) {
        return new File(path).lastModified();
    }

    /** The text, or nothing when the file cannot be read: it is gone, or private. */
    static String readIfAny(String path) {
        try {
            return read(path);
        } catch (IOException goneOrPrivate) {
            return "";
        }
    }
}

package dev.berth.access;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Files that tokens and secrets are kept in. */
final class TokenFile {
    private static final long LARGEST = 1 << 20;

    private TokenFile() {}

    /** The tokens in a file, a line each; empty lines and those that begin with # do not count. */
    static List<String> tokens(Path file) throws IOException {
        return text(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /**
     * A whole file, without the blanks around it.
     *
     * @throws IOException with a sentence, when it cannot be read, is no text or above 1 MiB
     */
    static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException(file + " is larger than 1 MiB; name a file of tokens");
            }
            return Files.readString(file).strip();
        } catch (NoSuchFileException missing) {
            throw new IOException(file + " does not exist; make it, or name another", missing);
        } catch (AccessDeniedException closed) {
            throw new IOException(file + " may not be read; chown it to the hub's user", closed);
        } catch (CharacterCodingException binary) {
            throw new IOException(file + " is no text; write it in UTF-8", binary);
        }
    }
}

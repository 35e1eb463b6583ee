package dev.berth.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a hub keeps its things, one hub at a time. While it runs, the file {@code hub} in it says
 * where its API is: that is how commands find the hub, whatever port it was given.
 */
public final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel file;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel file, FileLock lock) {
        this.path = path;
        this.file = file;
        this.lock = lock;
    }

    /**
     * What the operating system's user expects: {@code $XDG_DATA_HOME/berth}, or {@code
     * ~/.local/share/berth}.
     */
    public static Path usual() {
        var xdg = System.getenv("XDG_DATA_HOME");
        var base =
                xdg == null || xdg.isBlank()
                        ? home().resolve(".local").resolve("share")
                        : Path.of(xdg);
        return base.resolve("berth");
    }

    /** What the shell calls home; Java itself asks for the user's entry in /etc/passwd. */
    private static Path home() {
        var home = System.getenv("HOME");
        return Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home);
    }

    /**
     * Makes the directory if need be, and takes it for this process. The kernel lets it go when the
     * process ends, even by {@code kill -9}.
     *
     * @throws IOException with a sentence, when another hub has it or it cannot be written
     */
    public static DataDirectory take(Path path) throws IOException {
        FileChannel file;
        try {
            Files.createDirectories(path);
            file =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
        } catch (IOException unusable) {
            throw new IOException(
                    "the data directory "
                            + path
                            + " cannot be written ("
                            + unusable
                            + "); give --data another one",
                    unusable);
        }
        var lock = lock(file);
        if (lock == null) {
            file.close();
            throw new IOException(
                    "a hub is running on the data directory "
                            + path
                            + found(path)
                                    .map(hub -> " (pid " + hub.pid() + ", " + hub.api() + ")")
                                    .orElse("")
                            + "; stop it, or give --data another directory");
        }
        return new DataDirectory(path, file, lock);
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    /**
     * A running hub.
     *
     * @param pid its process
     * @param api the base of its API, such as {@code http://127.0.0.1:7935}
     * @param token what the API wants to be shown; empty for nothing
     */
    public record Found(long pid, String api, String token) {}

    /** The hub that runs on a data directory, if one does. */
    public static Optional<Found> found(Path path) {
        try {
            var lines = Files.readAllLines(path.resolve("hub"));
            long pid = Long.parseLong(lines.getFirst());
            return ProcessHandle.of(pid)
                    .filter(process -> process.isAlive() && began(process).equals(lines.get(3)))
                    .map(hub -> new Found(pid, lines.get(1), lines.get(2)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Tells a hub from a later process that was given its pid. */
    private static String began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    /** Says where the API is, to those who may read this user's files. */
    void announce(String api, String token) throws IOException {
        var fresh = Files.createTempFile(path, "hub", ".new");
        var self = ProcessHandle.current();
        Files.write(fresh, List.of(Long.toString(self.pid()), api, token, began(self)));
        Files.move(
                fresh,
                path.resolve("hub"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve("hub"));
            lock.release();
            file.close();
        } catch (IOException ignored) {
            // The process is about to end, and the kernel then lets go of the lock.
        }
    }
}

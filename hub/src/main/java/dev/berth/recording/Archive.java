package dev.berth.recording;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The recordings in a directory, as they are on the disk.
 *
 * @param directory need not exist
 */
record Archive(Path directory) {
    Path ofStream(String stream) {
        return directory.resolve(Place.of(stream));
    }

    /** All recordings, oldest first in each stream; what is none is passed over. */
    List<Recording> all() {
        var all = new ArrayList<Recording>();
        for (var ofStream : below(directory)) {
            for (var recording : below(ofStream)) {
                read(recording).ifPresent(all::add);
            }
        }
        return all;
    }

    private static List<Path> below(Path directory) {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(directory, Files::isDirectory)) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException none) {
            return List.of();
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** A recording by its id; nothing where there is none. */
    Optional<Recording> find(String id) {
        return Optional.ofNullable(path(id)).flatMap(this::read);
    }

    /** Where a recording is, or a file of one; null when it would be elsewhere. */
    @Nullable Path path(String id) {
        return Place.below(directory, id.split("/", -1));
    }

    private Optional<Recording> read(Path path) {
        try {
            var summary = Index.read(path);
            var start = Place.start(String.valueOf(path.getFileName()));
            var id = directory.relativize(path).toString().replace('\\', '/');
            return Optional.of(
                    new Recording(
                            id,
                            summary.stream(),
                            start,
                            summary.duration(),
                            bytes(path),
                            false,
                            null));
        } catch (IOException | DateTimeException none) {
            return Optional.empty();
        }
    }

    private static long bytes(Path recording) throws IOException {
        long bytes = 0;
        for (var file : media(recording)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** The files which, one behind the other, are the whole recording. */
    static List<Path> media(Path recording) throws IOException {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> segments =
                Files.newDirectoryStream(recording, "*" + Index.SEGMENT)) {
            segments.forEach(files::add);
        } catch (DirectoryIteratorException broken) {
            throw new IOException(broken.getCause());
        }
        files.sort(Comparator.naturalOrder());
        files.addFirst(recording.resolve(Index.INITIALIZATION));
        return files;
    }

    /** Removes what was begun before a time, and ended in a crash before anything was in it. */
    void removeEmpty(Instant before) throws IOException {
        for (var ofStream : below(directory)) {
            for (var path : below(ofStream)) {
                if (begunBefore(before, path) && empty(path)) {
                    removeAll(path);
                }
            }
        }
    }

    private static boolean begunBefore(Instant time, Path path) {
        try {
            return Place.start(String.valueOf(path.getFileName())).isBefore(time);
        } catch (DateTimeException foreign) {
            return false;
        }
    }

    private static boolean empty(Path path) throws IOException {
        try (var files = Files.list(path)) {
            return files.allMatch(Archive::saysNothing);
        }
    }

    private static boolean saysNothing(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.equals(Index.INITIALIZATION)
                || (name.endsWith(Index.SEGMENT) && file.toFile().length() == 0);
    }

    /** Deletes a recording; what it was deleted for is gone first. */
    void delete(String id) throws IOException {
        var path = path(id);
        if (path == null) {
            return;
        }
        Files.deleteIfExists(path.resolve(Index.NAME));
        removeAll(path);
    }

    private static void removeAll(Path path) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException broken) {
            throw new IOException(broken.getCause());
        }
        Files.deleteIfExists(path);
    }
}

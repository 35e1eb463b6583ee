package dev.berth.recording;

import dev.berth.recording.Index.Entry;
import dev.berth.segments.Opening;
import dev.berth.segments.Part;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one recording as it grows: an initialization, segments to which parts are appended,
 * and an index. Owned by the thread of its {@link Reel}.
 */
final class Take {
    private final Path directory;
    private final String stream;
    private final Duration nominal;
    private final Opening first;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private @Nullable FileChannel file;

    /** The newest file, until there is something in it. */
    private @Nullable Entry empty;

    /** Whether a file was left out before which there was a discontinuity. */
    private boolean gap;

    private Duration written = Duration.ZERO;

    private Take(Path directory, String stream, Duration nominal, Opening first) {
        this.directory = directory;
        this.stream = stream;
        this.nominal = nominal;
        this.first = first;
    }

    /**
     * Makes a recording's directory, which begins with {@code first}.
     *
     * @param nominal how long a segment is until its length is known
     */
    static Take begin(Path ofStream, String stream, Duration nominal, Opening first)
            throws IOException {
        var directory = ofStream.resolve(Place.of(first.programDateTime()));
        Files.createDirectories(directory);
        var take = new Take(directory, stream, nominal, first);
        var initialization = directory.resolve(Index.INITIALIZATION);
        try (var out = create(initialization)) {
            write(first.initialization().bytes(), out);
        } catch (FileAlreadyExistsException another) {
            throw another; // whose recording that is, it stays
        } catch (IOException full) {
            Files.deleteIfExists(initialization);
            Files.deleteIfExists(directory);
            throw full;
        }
        return take;
    }

    Path directory() {
        return directory;
    }

    /** Whether a segment can be part of this recording: one has only one initialization. */
    boolean takes(Opening next, Duration longest) {
        return next.initialization().number() == first.initialization().number()
                && next.start().minus(first.start()).compareTo(longest) < 0;
    }

    void open(Opening opening) throws IOException {
        close();
        if (!entries.isEmpty()) {
            index();
        }
        file = create(directory.resolve(Entry.file(opening.number())));
        boolean broken = (opening.discontinuity() || gap) && !entries.isEmpty();
        gap = false;
        written = Duration.ZERO;
        empty = new Entry(opening.number(), opening.programDateTime(), nominal, broken, 0);
    }

    /**
     * Appends a part in one piece, so that what is there always plays. The index names a file once
     * there is something in it.
     */
    void append(Part part) throws IOException {
        if (file == null) {
            return;
        }
        write(part.bytes(), file);
        written = written.plus(part.duration());
        var begun = empty;
        if (begun != null) {
            empty = null;
            entries.add(begun);
            index();
        }
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void write(ByteBuf bytes, FileChannel out) throws IOException {
        var left = bytes.nioBuffer();
        while (left.hasRemaining()) {
            out.write(left);
        }
    }

    /** The newest file is whole, and on the disk; or there is nothing in it, and it goes. */
    private void close() throws IOException {
        var open = file;
        var nothing = empty;
        file = null;
        empty = null;
        if (open == null) {
            return;
        }
        try (open) {
            if (nothing == null) {
                open.force(false);
                entries.add(entries.removeLast().whole(written, open.size()));
            } else {
                Files.delete(directory.resolve(nothing.file()));
                gap |= nothing.discontinuity();
            }
        }
    }

    /** The recording is whole; one without a picture or sound is none, and goes. */
    void end() throws IOException {
        close();
        if (entries.isEmpty()) {
            Files.deleteIfExists(directory.resolve(Index.INITIALIZATION));
            Files.deleteIfExists(directory);
        } else {
            index();
        }
    }

    /** Leaves it as it is: nothing more can be written. */
    void abandon() {
        var open = file;
        file = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException lost) {
            // What is there plays, and nothing more was to be expected.
        }
    }

    /** Lets go of the oldest files that are too old or too many; the newest stays. */
    void trim(Instant oldest, long keepBytes) throws IOException {
        long bytes = entries.stream().mapToLong(Entry::bytes).sum();
        while (entries.size() > 2
                && (bytes > keepBytes || entries.getFirst().start().isBefore(oldest))) {
            var gone = entries.removeFirst();
            bytes -= gone.bytes();
            Files.deleteIfExists(directory.resolve(gone.file()));
        }
    }

    private void index() throws IOException {
        Index.write(directory, stream, List.copyOf(entries));
    }
}

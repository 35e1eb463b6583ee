package dev.berth.ports;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that only grows, until it is written anew without those that mean nothing any
 * more. Each line begins with eight hexadecimal digits, the CRC-32C of the rest of it (RFC 3720,
 * B.4), and a blank.
 *
 * <p>One thread writes, and owns {@code channel}, {@code written} and {@code failing}; any thread
 * may append, and never waits. When lines come faster than the disk takes them, they are dropped
 * and the file is written anew instead, which brings the same.
 */
final class StateFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StateFile.class.getName());
    private static final String HEADER = "berth-ports 1";
    private static final int MOST_WAITING = 4096;

    /** How many lines a file may have beyond those that make a new one. */
    private static final int SLACK = 1000;

    private static final long LONGEST_BYTES = 64 << 20;
    private static final long LAST_WORDS_SECONDS = 5;
    private static final String END = "";

    private final Path path;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final Supplier<List<String>> everything;
    private final Consumer<Phrase> trouble;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread writer;
    private volatile boolean dropped;
    private @Nullable FileChannel channel;
    private int written;
    private volatile @Nullable Phrase failing;

    private StateFile(
            Path path,
            FileChannel lockFile,
            FileLock lock,
            Supplier<List<String>> everything,
            Consumer<Phrase> trouble) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
        this.everything = everything;
        this.trouble = trouble;
        this.writer =
                Thread.ofPlatform().daemon().name("berth ports memory").unstarted(this::write);
    }

    /**
     * Takes the file for this process; nothing is written before {@link #begin}.
     *
     * @param everything the lines that make a new file
     * @param trouble is told when the file can no longer be written
     */
    static StateFile take(Path path, Supplier<List<String>> everything, Consumer<Phrase> trouble)
            throws IOException {
        var lockFile = openLock(path);
        var lock = tryLock(lockFile);
        if (lock == null) {
            lockFile.close();
            throw new IOException(
                    "another port authority remembers its leases in %s; stop it, or give this one another file"
                            .formatted(path));
        }
        return new StateFile(path, lockFile, lock, everything, trouble);
    }

    private static FileChannel openLock(Path path) throws IOException {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            return FileChannel.open(
                    path.resolveSibling(path.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException unusable) {
            throw new IOException(
                    "leases cannot be remembered in %s (%s); give another file"
                            .formatted(path, unusable),
                    unusable);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    /**
     * What a file says.
     *
     * @param lines the intact ones, in the order in which they were written
     * @param damaged how many others there are
     */
    record Contents(List<String> lines, int damaged) {}

    /** Reads the file. When some of it is damaged, a copy of it is kept aside. */
    Contents read() throws IOException {
        List<String> raw;
        try {
            if (Files.size(path) > LONGEST_BYTES) {
                return new Contents(List.of(), setAside(1));
            }
            var text = Files.readString(path, StandardCharsets.ISO_8859_1);
            raw = List.of(text.split("\n", -1));
        } catch (NoSuchFileException fresh) {
            return new Contents(List.of(), 0);
        }
        return check(raw);
    }

    /** A whole file begins with the header and ends with an end of line. */
    private Contents check(List<String> raw) throws IOException {
        var lines = new ArrayList<String>();
        int damaged = 0;
        for (String line : raw.subList(0, raw.size() - 1)) {
            String content = content(line);
            if (content == null) {
                damaged++;
            } else {
                lines.add(content);
            }
        }
        boolean whole = raw.getLast().isEmpty() && !lines.isEmpty();
        boolean headed = !lines.isEmpty() && lines.getFirst().equals(HEADER);
        lines.removeIf(HEADER::equals);
        damaged += (whole ? 0 : 1) + (headed ? 0 : 1);
        return new Contents(lines, damaged == 0 ? 0 : setAside(damaged));
    }

    private int setAside(int damaged) throws IOException {
        Files.copy(path, aside(), StandardCopyOption.REPLACE_EXISTING);
        return damaged;
    }

    /** Where a damaged file is kept. */
    Path aside() {
        return path.resolveSibling(path.getFileName() + ".damaged");
    }

    private static @Nullable String content(String line) {
        if (line.length() < 9 || line.charAt(8) != ' ') {
            return null;
        }
        String content = line.substring(9);
        return line.startsWith(sum(content)) ? content : null;
    }

    private static String sum(String content) {
        var crc = new CRC32C();
        crc.update(content.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    private static byte[] written(List<String> contents) {
        var text = new StringBuilder();
        contents.forEach(c -> text.append(sum(c)).append(' ').append(c).append('\n'));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Writes the file anew, and from now on what is appended. */
    void begin() {
        dropped = true;
        writer.start();
    }

    /** Adds a line of ASCII, soon. */
    void append(String line) {
        if (!waiting.offer(line)) {
            dropped = true;
        }
    }

    private void write() {
        var lines = new ArrayList<String>();
        try {
            while (!lines.contains(END)) {
                lines.clear();
                if (!dropped) {
                    lines.add(waiting.take());
                }
                waiting.drainTo(lines);
                attempt(lines.stream().filter(line -> !line.equals(END)).toList());
            }
        } catch (InterruptedException ended) {
            // What was not written is lost, as it would be with a crash.
        }
    }

    /**
     * A disk that is full now may have room later: whatever could not be written is made up for.
     */
    private void attempt(List<String> lines) {
        try {
            put(lines);
            failing = null;
        } catch (IOException failure) {
            fail(failure);
        }
    }

    private void put(List<String> lines) throws IOException {
        if (dropped || channel == null || written + lines.size() > SLACK) {
            dropped = false;
            replace();
        } else {
            append(channel, lines);
        }
    }

    private void append(FileChannel file, List<String> lines) throws IOException {
        writeAll(file, written(lines));
        file.force(false);
        written += lines.size();
    }

    private static void writeAll(FileChannel file, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    private void replace() throws IOException {
        var lines = new ArrayList<String>();
        lines.add(HEADER);
        lines.addAll(everything.get());
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try (var file =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            writeAll(file, written(lines));
            file.force(true);
        }
        shut(channel);
        Files.move(
                fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        written = 0;
    }

    private void fail(IOException failure) {
        shut(channel);
        channel = null;
        if (failing == null) {
            LOG.log(Level.WARNING, "leases are not remembered in {0}: {1}", path, failure);
            var sentence =
                    new Phrase(
                            "leases are granted but not remembered, because %s cannot be written (%s); make room there"
                                    .formatted(path, failure),
                            "租约照常发放但未被记住，因为无法写入 %s（%s）；请腾出空间".formatted(path, failure));
            failing = sentence;
            trouble.accept(sentence);
        }
    }

    /** Why it cannot be written, or null when it can. */
    @Nullable Phrase failing() {
        return failing;
    }

    private static void shut(@Nullable FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException gone) {
            // Its bytes were forced to the disk before, or are written anew.
        }
    }

    /** Writes what waits, and lets the file go. */
    @Override
    public void close() {
        try {
            boolean told = waiting.offer(END, LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            if (!told || !writer.join(java.time.Duration.ofSeconds(LAST_WORDS_SECONDS))) {
                writer.interrupt();
            }
            shut(channel);
            lock.release();
            lockFile.close();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } catch (IOException ignored) {
            // The kernel lets go of the lock with the process.
        }
    }
}

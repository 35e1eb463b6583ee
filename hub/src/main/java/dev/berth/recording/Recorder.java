package dev.berth.recording;

import dev.berth.journal.Journal;
import dev.berth.media.StreamStatus;
import dev.berth.media.Streams;
import dev.berth.recording.RecordingConfig.Rule;
import dev.berth.segments.Segmenter;
import dev.berth.segments.Segmenting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records streams: those that the rules name, from when they are published, and those that somebody
 * asks for.
 *
 * <p>{@code lock} guards the collections; it is taken before the streams' locks, never after, and
 * never held across the disk.
 */
public final class Recorder implements AutoCloseable {
    /** Parts are what a crash of the hub may lose, so they are short. */
    private static final Duration PART = Duration.ofMillis(500);

    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST = 200;
    private static final String FAILED = "recording.failed";

    /** One stream that is recorded. */
    private record Active(Reel reel, Segmenter segmenter, Runnable end) {
        void stop() {
            end.run();
            segmenter.finish();
        }
    }

    private final RecordingConfig config;
    private final Path usual;
    private final Streams streams;
    private final Journal journal;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final RecordingTally tally = new RecordingTally();
    private final Map<String, Active> active = new HashMap<>();

    /** Those that have something to write, also of streams that are over. */
    private final Set<Reel> writing = new HashSet<>();

    private boolean closed;
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("recordings").factory());

    /**
     * @param usual the directory for rules that name none
     */
    public Recorder(
            RecordingConfig config,
            Path usual,
            Streams streams,
            Journal journal,
            InstantSource time) {
        this.config = config;
        this.usual = usual;
        this.streams = streams;
        this.journal = journal;
        this.time = time;
    }

    /** Begins with the streams that the rules name, and forgets what was kept long enough. */
    public void start() {
        streams.watch(status -> Thread.startVirtualThread(() -> follow(status)));
        streams.all().forEach(this::follow);
        sweeper.execute(() -> removeEmpty(time.instant().minus(SWEEP)));
        sweeper.scheduleWithFixedDelay(
                () -> sweepOrSay(time.instant()), 0, SWEEP.toSeconds(), TimeUnit.SECONDS);
    }

    private void follow(StreamStatus status) {
        if (status.state() == StreamStatus.State.ENDED) {
            forgetIfOver(status.name());
        } else if (status.state() == StreamStatus.State.LIVE) {
            config.rule(status.name()).ifPresent(rule -> follow(status.name(), rule));
        }
    }

    private void follow(String stream, Rule rule) {
        record(stream, rule, false).ifPresent(sentence -> failed(stream, sentence));
    }

    private void failed(String stream, String sentence) {
        tally.failed();
        journal.append(FAILED, stream, sentence);
    }

    /**
     * Records a stream until it ends or {@link #stop} is called; one that nobody publishes yet is
     * waited for.
     *
     * @return what is wrong with that; empty when it is recorded, or was already
     */
    public Optional<String> start(String stream) {
        return record(stream, config.rule(stream).orElseGet(() -> Rule.of(stream)), true);
    }

    /**
     * News of a stream may come so late that it is over; then only those are kept who {@code wait}
     * for the next.
     */
    private Optional<String> record(String stream, Rule rule, boolean wait) {
        Active begun;
        lock.lock();
        try {
            if (closed || recorded(stream)) {
                return Optional.empty();
            }
            if (active.size() >= MOST) {
                return Optional.of(
                        "%d streams are recorded already; stop one before %s"
                                .formatted(MOST, stream));
            }
            begun = begin(stream, rule);
            if (wait || published(stream)) {
                active.put(stream, begun);
                return Optional.empty();
            }
        } catch (IOException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } finally {
            lock.unlock();
        }
        begun.stop();
        return Optional.empty();
    }

    private boolean published(String stream) {
        return streams.status(stream)
                .map(StreamStatus::state)
                .filter(state ->
                        state == StreamStatus.State.LIVE || state == StreamStatus.State.INTERRUPTED)
                .isPresent();
    }

    /** A stream that has ended may be published anew before anybody forgot it. */
    private boolean recorded(String stream) {
        var known = active.get(stream);
        return known != null && !known.reel.over();
    }

    /** Whether a stream is recorded now, or will be once it is published. */
    public boolean records(String stream) {
        lock.lock();
        try {
            return recorded(stream);
        } finally {
            lock.unlock();
        }
    }

    private Active begin(String stream, Rule rule) throws IOException {
        var directory = archive(rule).ofStream(stream);
        var reel = new Reel(stream, rule, directory, journal, tally, time, this::written);
        var cutting =
                new Segmenting(rule.segment(), rule.segment().multipliedBy(2), PART, true, false);
        var segmenter = new Segmenter(cutting, time, reel);
        var begun = new Active(reel, segmenter, streams.tap(stream, segmenter));
        writing.add(reel);
        reel.start();
        return begun;
    }

    private void written(Reel reel) {
        lock.lock();
        try {
            writing.remove(reel);
        } finally {
            lock.unlock();
        }
    }

    private Archive archive(Rule rule) {
        return new Archive(Objects.requireNonNullElse(rule.path(), usual));
    }

    private void forgetIfOver(String stream) {
        lock.lock();
        try {
            if (!recorded(stream)) {
                active.remove(stream);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the recording of a stream; whether it was recorded. */
    public boolean stop(String stream) {
        var ended = forget(stream);
        if (ended != null) {
            ended.stop();
        }
        return ended != null;
    }

    private @Nullable Active forget(String stream) {
        lock.lock();
        try {
            return active.remove(stream);
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes of media were written since the start. */
    public long bytesWritten() {
        return tally.bytes();
    }

    /** How often something could not be recorded, or not be deleted, since the start. */
    public long failures() {
        return tally.failures();
    }

    /** All recordings there are, those that grow included. */
    public List<Recording> all() {
        var growing = growing();
        var all = new ArrayList<Recording>();
        for (var archive : archives()) {
            archive.all().forEach(recording -> all.add(now(archive, recording, growing)));
        }
        return all;
    }

    private static Recording now(Archive archive, Recording found, Map<Path, Reel> growing) {
        var path = archive.path(found.id());
        var reel = path == null ? null : growing.get(path);
        return reel == null
                ? found
                : new Recording(
                        found.id(),
                        found.stream(),
                        found.start(),
                        found.duration(),
                        found.bytes(),
                        true,
                        reel.problem());
    }

    private Map<Path, Reel> growing() {
        lock.lock();
        try {
            var growing = new HashMap<Path, Reel>();
            for (var reel : writing) {
                var path = reel.current();
                if (path != null) {
                    growing.put(path, reel);
                }
            }
            return growing;
        } finally {
            lock.unlock();
        }
    }

    private Set<Archive> archives() {
        var archives = new LinkedHashSet<Archive>();
        archives.add(new Archive(usual));
        config.rules().forEach(rule -> archives.add(archive(rule)));
        return archives;
    }

    /**
     * The files that are, one behind the other, a whole recording: an MP4 file.
     *
     * @throws IOException when they cannot be listed
     */
    public Optional<List<Path>> files(String id) throws IOException {
        for (var archive : archives()) {
            var path = archive.find(id).isEmpty() ? null : archive.path(id);
            if (path != null) {
                return Optional.of(Archive.media(path));
            }
        }
        return Optional.empty();
    }

    /** One file of a recording, its index for example. */
    public Optional<Path> file(String id, String name) {
        for (var archive : archives()) {
            var path = archive.find(id).isEmpty() ? null : archive.path(id + "/" + name);
            if (path != null && path.toFile().isFile()) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** Another hub may just have begun one in the same directory, and that is not touched. */
    private void removeEmpty(Instant before) {
        for (var archive : archives()) {
            try {
                archive.removeEmpty(before);
            } catch (IOException | RuntimeException inTheWay) {
                failed(
                        "recordings",
                        "what a crash left empty stays (%s); delete it by hand"
                                .formatted(inTheWay));
            }
        }
    }

    /** Whatever is wrong with one round, the next one comes. */
    private void sweepOrSay(Instant now) {
        try {
            sweep(now);
        } catch (RuntimeException broken) {
            failed(
                    "recordings",
                    "old recordings cannot be sought (%s); delete by hand what is too old"
                            .formatted(broken));
        }
    }

    /**
     * Deletes whole recordings that were kept long enough, or are too many; never one that grows.
     */
    void sweep(Instant now) {
        for (var archive : archives()) {
            var growing = growing();
            archive.all().stream()
                    .map(recording -> now(archive, recording, growing))
                    .collect(Collectors.groupingBy(Recording::stream))
                    .forEach((stream, recordings) -> sweep(archive, stream, recordings, now));
        }
    }

    private void sweep(Archive archive, String stream, List<Recording> recordings, Instant now) {
        var rule = config.rule(stream).orElseGet(() -> Rule.of(stream));
        long bytes = recordings.stream().mapToLong(Recording::bytes).sum();
        var oldestFirst = recordings.stream().sorted(Comparator.comparing(Recording::start));
        for (var recording : oldestFirst.filter(one -> !one.active()).toList()) {
            var end = recording.start().plus(recording.duration());
            boolean old = !rule.keep().isZero() && end.plus(rule.keep()).isBefore(now);
            if (old || (rule.keepBytes() > 0 && bytes > rule.keepBytes())) {
                bytes -= recording.bytes();
                delete(archive, recording);
            }
        }
    }

    private void delete(Archive archive, Recording recording) {
        try {
            archive.delete(recording.id());
            journal.append(
                    "recording.deleted",
                    recording.stream(),
                    "the recording %s was kept long enough".formatted(recording.id()));
        } catch (IOException failed) {
            failed(
                    recording.stream(),
                    "the recording %s cannot be deleted (%s); delete it by hand"
                            .formatted(recording.id(), failed));
        }
    }

    /** Ends every recording, and waits a while until all are written. */
    @Override
    public void close() {
        sweeper.shutdownNow();
        List<Active> all;
        List<Reel> unwritten;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(active.values());
            unwritten = List.copyOf(writing);
            active.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(Active::stop);
        try {
            for (var reel : unwritten) {
                reel.await(PATIENCE);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.berth.recording;

import dev.berth.journal.Journal;
import dev.berth.media.Codec;
import dev.berth.recording.RecordingConfig.Rule;
import dev.berth.segments.Opening;
import dev.berth.segments.Part;
import dev.berth.segments.Segment;
import dev.berth.segments.SegmentListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one stream down. Segments come in under the stream's lock and wait in a queue with a
 * limit; a thread of its own writes them, so that a slow disk disturbs nobody.
 *
 * <p>{@code losing} belongs to whoever holds the stream's lock, {@code take} and {@code resting} to
 * the thread; what others look at is volatile.
 */
final class Reel implements SegmentListener {
    /** What may wait for the disk. */
    private static final long MOST_WAITING = 64L << 20;

    /** After this long a recording ends, and another begins, so that no index grows without end. */
    private static final Duration LONGEST = Duration.ofHours(6);

    private static final String FAILED = "recording.failed";

    private sealed interface Work {}

    private record Opened(Opening opening) implements Work {}

    private record Piece(Part part) implements Work {}

    private record Said(String kind, String sentence) implements Work {}

    private record Ended() implements Work {}

    private final String stream;
    private final Rule rule;
    private final Path directory;
    private final Journal journal;
    private final RecordingTally tally;
    private final InstantSource time;
    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final Thread thread;
    private final Consumer<Reel> done;

    private boolean losing;
    private @Nullable Take take;
    private boolean resting;
    private volatile @Nullable Path current;
    private volatile @Nullable String problem;
    private volatile boolean over;

    /**
     * @param directory of the stream's recordings
     * @param done is told when everything is written, on the thread that wrote it
     */
    Reel(
            String stream,
            Rule rule,
            Path directory,
            Journal journal,
            RecordingTally tally,
            InstantSource time,
            Consumer<Reel> done) {
        this.stream = stream;
        this.rule = rule;
        this.directory = directory;
        this.journal = journal;
        this.tally = tally;
        this.time = time;
        this.done = done;
        thread = Thread.ofPlatform().name("recording " + stream).unstarted(this::run);
    }

    /** Begins to write what comes. */
    void start() {
        thread.start();
    }

    /** The recording that grows; null before there is one. */
    @Nullable Path current() {
        return current;
    }

    /** Whether nothing more comes. */
    boolean over() {
        return over;
    }

    /** Why nothing is written; null when something is. */
    @Nullable String problem() {
        return problem;
    }

    @Override
    public void opened(Opening opening) {
        losing = waiting.get() > MOST_WAITING;
        if (!losing) {
            queue.add(new Opened(opening));
        }
    }

    @Override
    public void part(Part part) {
        if (losing) {
            return;
        }
        if (waiting.addAndGet(part.size()) > MOST_WAITING) {
            losing = true;
            waiting.addAndGet(-part.size());
            queue.add(
                    new Said(
                            FAILED,
                            "%s loses the rest of a segment, because %d MiB wait for the disk; record less, or to a faster disk"
                                    .formatted(stream, MOST_WAITING >> 20)));
            return;
        }
        queue.add(new Piece(part));
    }

    @Override
    public void closed(Segment segment) {
        // The next opening says so too, and the end.
    }

    @Override
    public void omitted(Codec codec, String sentence) {
        queue.add(new Said("recording.omitted", sentence));
    }

    @Override
    public void refused(String sentence) {
        problem = sentence;
        queue.add(new Said(FAILED, sentence));
    }

    @Override
    public void ended() {
        over = true;
        queue.add(new Ended());
    }

    /** Waits until everything is written, but no longer than {@code patience}. */
    void await(Duration patience) throws InterruptedException {
        thread.join(patience);
    }

    private void run() {
        try {
            for (var work = queue.take(); !(work instanceof Ended); work = queue.take()) {
                carryOut(work);
            }
            end();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            done.accept(this);
        }
    }

    private void carryOut(Work work) {
        try {
            switch (work) {
                case Opened(var opening) -> open(opening);
                case Piece(var part) -> append(part);
                case Said(var kind, var sentence) -> say(kind, sentence);
                case Ended() -> {}
            }
        } catch (IOException | RuntimeException failed) {
            rest(failed);
        }
    }

    private void open(Opening opening) throws IOException {
        var growing = take;
        boolean fresh = growing == null || !growing.takes(opening, LONGEST);
        if (growing == null || fresh) {
            end();
            growing = Take.begin(directory, stream, rule.segment(), opening);
            take = growing;
            current = growing.directory();
        }
        growing.trim(oldest(), rule.keepBytes() == 0 ? Long.MAX_VALUE : rule.keepBytes());
        growing.open(opening);
        if (fresh) {
            started(growing.directory());
        }
    }

    private Instant oldest() {
        return rule.keep().isZero() ? Instant.MIN : time.instant().minus(rule.keep());
    }

    private void started(Path recording) {
        resting = false;
        problem = null;
        journal.append(
                "recording.started", stream, "%s is recorded in %s".formatted(stream, recording));
    }

    private void append(Part part) throws IOException {
        waiting.addAndGet(-part.size());
        var growing = take;
        if (growing != null) {
            growing.append(part);
            tally.wrote(part.size());
        }
    }

    private void say(String kind, String sentence) {
        if (kind.equals(FAILED)) {
            tally.failed();
        }
        journal.append(kind, stream, sentence);
    }

    /** The disk takes nothing: until the next segment, and silently from then on. */
    private void rest(Exception failed) {
        var broken = take;
        if (broken != null) {
            broken.abandon();
            take = null;
            current = null;
        }
        if (!resting) {
            resting = true;
            var sentence =
                    "%s cannot be recorded in %s (%s); make room there, and it goes on with the next segment"
                            .formatted(stream, directory, failed);
            problem = sentence;
            say(FAILED, sentence);
        }
    }

    private void end() {
        var whole = take;
        if (whole == null) {
            return;
        }
        take = null;
        try {
            whole.end();
            journal.append(
                    "recording.stopped",
                    stream,
                    "the recording of %s in %s is whole".formatted(stream, whole.directory()));
        } catch (IOException | RuntimeException failed) {
            rest(failed);
        }
        current = null;
    }
}

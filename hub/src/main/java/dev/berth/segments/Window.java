package dev.berth.segments;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest segments of a stream, and those who wait for the next.
 *
 * <p>{@code lock} guards every field. Who waits is told on the executor, never under this lock or
 * the stream's.
 */
public final class Window implements SegmentListener {
    /** Waiters beyond this many are told at once, and come again. */
    private static final int MOST_WAITERS = 10_000;

    /**
     * What there is at one moment.
     *
     * @param segments the whole ones, oldest first
     * @param discontinuities how many segments are gone that began with one
     * @param open the segment that grows; null before the first and after the last
     * @param parts the parts of that one so far
     * @param refusal why there will be no segment; null as long as there may be
     */
    public record View(
            List<Segment> segments,
            long discontinuities,
            @Nullable Opening open,
            List<Part> parts,
            boolean ended,
            @Nullable String refusal) {
        public View {
            segments = List.copyOf(segments);
            parts = List.copyOf(parts);
        }

        /** Whether nothing will be added to it. */
        public boolean over() {
            return ended || refusal != null;
        }

        /** Whether a segment is whole, or was before it went. */
        public boolean has(long segment) {
            return !segments.isEmpty() && segments.getLast().number() >= segment;
        }

        /** The same for a part; of a segment that is whole, for any part. */
        public boolean has(long segment, int part) {
            return has(segment)
                    || (open != null
                            && (open.number() > segment
                                    || (open.number() == segment && parts.size() > part)));
        }

        /** A whole segment, while it is kept. */
        public Optional<Segment> segment(long number) {
            return segments.stream().filter(segment -> segment.number() == number).findFirst();
        }

        /** A part, of a segment that is whole or still grows. */
        public Optional<Part> part(long segment, int index) {
            boolean growing = open != null && open.number() == segment;
            var all = growing ? parts : segment(segment).map(Segment::parts).orElse(List.of());
            return index >= 0 && index < all.size()
                    ? Optional.of(all.get(index))
                    : Optional.empty();
        }
    }

    private record Waiter(Predicate<View> enough, CompletableFuture<View> told) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final int kept;
    private final LongSupplier keptBytes;
    private final Executor executor;
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private long bytes;
    private long discontinuities;
    private @Nullable Opening open;
    private final List<Part> parts = new ArrayList<>();
    private boolean ended;
    private @Nullable String refusal;
    private View view = new View(List.of(), 0, null, List.of(), false, null);
    private List<Waiter> waiters = new ArrayList<>();

    /**
     * @param kept how many whole segments are kept at most, at least one
     * @param keptBytes how many bytes they may have before the oldest goes sooner, asked with each
     *     new one, under the lock; the newest stays whatever it has
     * @param executor where those who wait are told
     */
    public Window(int kept, LongSupplier keptBytes, Executor executor) {
        this.kept = kept;
        this.keptBytes = keptBytes;
        this.executor = executor;
    }

    /** What there is now. */
    public View view() {
        lock.lock();
        try {
            return view;
        } finally {
            lock.unlock();
        }
    }

    /** Completes when a part exists, or never will. Cancel it to wait no longer. */
    public CompletableFuture<View> whenPart(long segment, int part) {
        return when(now -> now.has(segment, part));
    }

    /** Completes when a segment is whole, or never will be. Cancel it to wait no longer. */
    public CompletableFuture<View> whenSegment(long segment) {
        return when(now -> now.has(segment));
    }

    private CompletableFuture<View> when(Predicate<View> enough) {
        lock.lock();
        try {
            if (view.over() || enough.test(view) || crowded()) {
                return CompletableFuture.completedFuture(view);
            }
            var told = new CompletableFuture<View>();
            waiters.add(new Waiter(enough, told));
            return told;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there are too many, without those who no longer wait. */
    private boolean crowded() {
        if (waiters.size() >= MOST_WAITERS) {
            waiters.removeIf(waiter -> waiter.told.isDone());
        }
        return waiters.size() >= MOST_WAITERS;
    }

    @Override
    public void opened(Opening opening) {
        change(() -> {
            open = opening;
            parts.clear();
        });
    }

    @Override
    public void part(Part part) {
        change(() -> parts.add(part));
    }

    @Override
    public void closed(Segment segment) {
        change(() -> {
            open = null;
            parts.clear();
            segments.add(segment);
            bytes += segment.size();
            long most = keptBytes.getAsLong();
            while (segments.size() > kept || (bytes > most && segments.size() > 1)) {
                forget(segments.removeFirst());
            }
        });
    }

    private void forget(Segment oldest) {
        bytes -= oldest.size();
        if (oldest.opening().discontinuity()) {
            discontinuities++;
        }
    }

    @Override
    public void refused(String sentence) {
        change(() -> refusal = sentence);
    }

    @Override
    public void ended() {
        change(() -> ended = true);
    }

    private void change(Runnable change) {
        List<Waiter> due;
        View now;
        lock.lock();
        try {
            change.run();
            view = new View(List.copyOf(segments), discontinuities, open, parts, ended, refusal);
            now = view;
            due = due(now);
        } finally {
            lock.unlock();
        }
        if (!due.isEmpty()) {
            executor.execute(() -> due.forEach(waiter -> waiter.told.complete(now)));
        }
    }

    /** Takes out those who have waited long enough, and those who no longer do. */
    private List<Waiter> due(View now) {
        var due = new ArrayList<Waiter>();
        var waiting = new ArrayList<Waiter>();
        for (var waiter : waiters) {
            if (now.over() || waiter.enough.test(now)) {
                due.add(waiter);
            } else if (!waiter.told.isDone()) {
                waiting.add(waiter);
            }
        }
        waiters = waiting;
        return due;
    }
}

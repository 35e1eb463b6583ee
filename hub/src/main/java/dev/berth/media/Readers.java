package dev.berth.media;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The readers of a tape that share an event loop: one wake-up serves them all. The list belongs to
 * that loop.
 */
final class Readers implements Runnable {
    private final EventExecutor loop;
    private final List<Reader> readers = new ArrayList<>();
    private final AtomicBoolean due = new AtomicBoolean();

    Readers(EventExecutor loop) {
        this.loop = loop;
    }

    EventExecutor loop() {
        return loop;
    }

    void add(Reader reader) {
        readers.add(reader);
        wake();
    }

    /** Whether that was the last one. */
    boolean remove(Reader reader) {
        int place = readers.indexOf(reader);
        if (place >= 0) {
            var last = readers.removeLast();
            if (place < readers.size()) {
                readers.set(place, last);
            }
        }
        return readers.isEmpty();
    }

    void wake() {
        if (due.compareAndSet(false, true)) {
            loop.execute(this);
        }
    }

    /**
     * From the last to the first, because a reader may leave while it is served and the last then
     * takes its place.
     */
    @Override
    public void run() {
        due.set(false);
        for (int i = readers.size() - 1; i >= 0; i--) {
            if (i < readers.size()) {
                readers.get(i).serve();
            }
        }
    }
}

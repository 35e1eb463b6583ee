package dev.berth.ffmpeg;

import dev.berth.journal.Journal;
import dev.berth.media.Demand;
import dev.berth.media.Streams;
import dev.berth.media.Variant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes variants while somebody reads them, each once however many do. {@code lock} guards the
 * fields; recodings are started and ended without it.
 */
public final class Recodings implements Demand, AutoCloseable {
    /** Each costs some hundredths of a processor. */
    private static final int MOST = 64;

    private final Streams streams;
    private final Journal journal;
    private final RecodingTally tally = new RecodingTally();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Recoding> running = new HashMap<>();
    private boolean closed;

    public Recodings(Streams streams, Journal journal) {
        this.streams = streams;
        this.journal = journal;
        streams.onDemand(this);
    }

    @Override
    public void wanted(String stream) {
        Variant.parse(stream).ifPresent(this::begin);
    }

    private void begin(Variant variant) {
        Recoding fresh = null;
        boolean refused = false;
        lock.lock();
        try {
            var known = running.get(variant.name());
            if (known != null) {
                known.wanted(true);
            } else if (running.size() >= MOST) {
                refused = true;
            } else if (!closed) {
                fresh = new Recoding(variant, streams, journal, tally, this::ended);
                running.put(variant.name(), fresh);
            }
        } finally {
            lock.unlock();
        }
        if (fresh != null) {
            fresh.start();
        }
        if (refused) {
            refuse(variant);
        }
    }

    private void refuse(Variant variant) {
        tally.failed();
        journal.append(
                "recoding.failed",
                variant.stream(),
                "%s is not made, for %d streams are recoded already; set audio of some outputs to copy"
                        .formatted(variant.name(), MOST));
    }

    @Override
    public void unwanted(String stream) {
        lock.lock();
        try {
            var known = running.get(stream);
            if (known != null) {
                known.wanted(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(Recoding recoding) {
        lock.lock();
        try {
            running.remove(recoding.variant().name(), recoding);
        } finally {
            lock.unlock();
        }
    }

    /** How many run. */
    public int count() {
        lock.lock();
        try {
            return running.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many frames were lost since the start because a recoder was behind. */
    public long lostFrames() {
        return tally.lostFrames();
    }

    /** How often one could not begin or go on, or had no sound, since the start. */
    public long failures() {
        return tally.failures();
    }

    @Override
    public void close() {
        List<Recoding> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(running.values());
        } finally {
            lock.unlock();
        }
        try (var ends = Executors.newVirtualThreadPerTaskExecutor()) {
            all.forEach(recoding -> ends.execute(recoding::close));
        }
    }
}

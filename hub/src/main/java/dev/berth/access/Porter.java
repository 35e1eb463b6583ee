package dev.berth.access;

import dev.berth.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes down who was sent away: once a second for each source, with how many more there were, so
 * that somebody who knocks all day does not crowd everything else out of the journal.
 *
 * <p>{@code lock} guards the sources; the journal is written without it.
 */
final class Porter {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SOURCES = 1_024;

    private record Source(Instant told, int since) {}

    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true);

    Porter(Journal journal) {
        this.journal = journal;
    }

    /** Writes an event about a visit down, unless it would be the second of that source at once. */
    void note(String kind, Visit visit, String sentence, Instant now) {
        int more = since(kind + " " + visit.address(), now);
        if (more >= 0) {
            var others = more == 0 ? "" : " (and " + more + " more from there just before)";
            journal.append(kind, visit.address(), visit + ": " + sentence + others);
        }
    }

    /** How many were kept quiet about since the last event of that source; -1 to keep quiet. */
    private int since(String source, Instant now) {
        lock.lock();
        try {
            var before = sources.get(source);
            if (before != null && now.isBefore(before.told().plus(PAUSE))) {
                sources.put(source, new Source(before.told(), before.since() + 1));
                return -1;
            }
            sources.put(source, new Source(now, 0));
            if (sources.size() > SOURCES) {
                sources.remove(sources.keySet().iterator().next());
            }
            return before == null ? 0 : before.since();
        } finally {
            lock.unlock();
        }
    }
}

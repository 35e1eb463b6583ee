package dev.berth.hub;

import dev.berth.journal.Journal;
import dev.berth.media.StreamStatus;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Writes down which streams came, were interrupted and ended. A stream tells of its readers too;
 * what says nothing new is not written down again.
 */
final class StreamNotes implements Consumer<StreamStatus> {
    private final Journal journal;
    private final Map<String, String> noted = new ConcurrentHashMap<>();

    StreamNotes(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void accept(StreamStatus status) {
        var word = status.state().name().toLowerCase(Locale.ROOT);
        var by = status.publisher() == null ? "" : ", published by " + status.publisher();
        var sentence = "stream " + status.name() + " is " + word + by;
        boolean last =
                switch (status.state()) {
                    case ENDED -> true;
                    case AWAITED -> status.readers() == 0;
                    case LIVE, INTERRUPTED -> false;
                };
        var before = last ? noted.remove(status.name()) : noted.put(status.name(), sentence);
        if (!sentence.equals(before)) {
            journal.append("stream." + word, status.name(), sentence);
        }
    }
}

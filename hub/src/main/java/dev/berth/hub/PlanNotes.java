package dev.berth.hub;

import dev.berth.journal.Entry;
import dev.berth.journal.Journal;
import dev.berth.journal.Ledger;
import dev.berth.planning.PlanNote;
import dev.berth.ports.Endpoint;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes down, in the journal and in the ledger, what happened to the plan. */
record PlanNotes(Journal journal, Ledger ledger, InstantSource time) implements Consumer<PlanNote> {
    @Override
    public void accept(PlanNote note) {
        journal.append("plan." + note.kind().code(), note.owner(), note.text());
        switch (note.kind()) {
            case REFUSED -> each(note, Entry.Kind.CONFLICT);
            case FORCED -> each(note, Entry.Kind.FORCED);
            case MOVED -> each(note, Entry.Kind.MOVED);
            case CHANGED, DAMAGED -> {}
        }
    }

    private void each(PlanNote note, Entry.Kind kind) {
        if (note.endpoints().isEmpty()) {
            write(note, kind, null);
        }
        note.endpoints().forEach(endpoint -> write(note, kind, endpoint));
    }

    private void write(PlanNote note, Entry.Kind kind, @Nullable Endpoint endpoint) {
        ledger.append(
                new Entry(time.instant(), kind, endpoint, note.owner(), "", "", note.text(), ""));
    }
}

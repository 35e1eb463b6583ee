package dev.berth.hub;

import dev.berth.journal.Journal;
import dev.berth.ports.Change;
import dev.berth.ports.Endpoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Writes down which ports were given, given back and refused. Somebody who waits for a port asks
 * for it every few seconds; a refusal that says nothing new is not written down again.
 */
final class LeaseNotes implements Consumer<Change> {
    private final Journal journal;
    private final Map<Endpoint, String> refused = new ConcurrentHashMap<>();

    LeaseNotes(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void accept(Change change) {
        switch (change) {
            case Change.Granted(var lease) -> {
                refused.remove(lease.claim().endpoint());
                note(
                        "lease.granted",
                        lease.endpoint(),
                        "%s is leased to %s for %s"
                                .formatted(
                                        lease.endpoint(),
                                        lease.claim().owner(),
                                        lease.claim().purpose()));
            }
            case Change.Released(var lease) ->
                    note(
                            "lease.released",
                            lease.endpoint(),
                            lease.endpoint() + " is released by " + lease.claim().owner());
            case Change.Refused(var claim, var refusal) -> {
                var sentence = refusal.explain();
                if (!sentence.equals(refused.put(claim.endpoint(), sentence))) {
                    note("lease.refused", claim.endpoint(), sentence);
                }
            }
        }
    }

    private void note(String kind, Endpoint endpoint, String sentence) {
        journal.append(kind, endpoint.toString(), sentence);
    }
}

package dev.berth.hub;

import dev.berth.journal.Entry;
import dev.berth.journal.Journal;
import dev.berth.journal.Ledger;
import dev.berth.ports.Change;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import dev.berth.ports.Lease;
import dev.berth.ports.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes down, in the journal and in the ledger, which ports were given, used, given back and
 * refused. Somebody who waits for a port asks for it every few seconds; a refusal that says nothing
 * new is not written down again.
 */
final class LeaseNotes implements Consumer<Change> {
    private static final int MOST_REFUSED = 10_000;

    private final Journal journal;
    private final Ledger ledger;
    private final InstantSource time;
    private final Map<Endpoint, String> refused = new ConcurrentHashMap<>();

    LeaseNotes(Journal journal, Ledger ledger, InstantSource time) {
        this.journal = journal;
        this.ledger = ledger;
        this.time = time;
    }

    @Override
    public void accept(Change change) {
        var kind = Entry.Kind.of(change);
        switch (change) {
            case Change.Granted(var lease) -> {
                refused.remove(lease.claim().endpoint());
                note(kind, lease, null, lease.since(), " is leased to ");
            }
            case Change.Adopted(var lease) -> note(kind, lease, " is still leased to ");
            case Change.Moved(var lease, var preferred) ->
                    note(kind, lease, " instead of " + preferred + " is leased to ");
            case Change.Bound(var lease, var by) ->
                    note(kind, lease, by, " is listened on by ", ", as leased to ");
            case Change.Unbound(var lease) ->
                    note(kind, lease, " is listened on no more, and stays leased to ");
            case Change.Connected(var lease) ->
                    note(kind, lease, " has its connection, and stays leased to ");
            case Change.Intruder(var lease, var by) ->
                    note(
                            kind,
                            lease,
                            by,
                            " is listened on by the stranger ",
                            ", and is leased to ");
            case Change.Departed(var lease, var by) ->
                    note(kind, lease, by, " is rid of the stranger ", ", and stays leased to ");
            case Change.Overdue(var lease, var by) ->
                    note(kind, lease, by, " is used by ", " beyond its term, and stays leased to ");
            case Change.Leaked(var lease) ->
                    note(kind, lease, " has nobody left to release it, and is leased to ");
            case Change.Expired(var lease) ->
                    note(kind, lease, " is taken back at the end of its term from ");
            case Change.Released(var lease) -> note(kind, lease, " is released by ");
            case Change.Refused(var claim, var refusal) -> note(claim, refusal);
            case Change.Forgetful(var trouble) -> note(trouble.english());
        }
    }

    private void note(Entry.Kind kind, Lease lease, String words) {
        note(kind, lease, null, time.instant(), words);
    }

    private void note(Entry.Kind kind, Lease lease, Holder by, String before, String after) {
        note(kind, lease, by, time.instant(), before + by.describe() + after);
    }

    /** The words are put together without a formatter, because leases come by the thousand. */
    private void note(Entry.Kind kind, Lease lease, @Nullable Holder by, Instant at, String words) {
        var claim = lease.claim();
        var text = lease.endpoint() + words + claim.owner() + " for " + claim.purpose();
        note(
                new Entry(
                        at,
                        kind,
                        lease.endpoint(),
                        claim.owner(),
                        claim.purpose(),
                        by == null ? "" : by.describe(),
                        text,
                        lease.token().toString()));
    }

    private void note(String trouble) {
        note(new Entry(time.instant(), Entry.Kind.FORGETFUL, null, "hub", "", "", trouble, ""));
    }

    private void note(Claim claim, Refusal refusal) {
        var text = refusal.explain();
        if (refused.size() >= MOST_REFUSED) {
            refused.clear();
        }
        if (!text.equals(refused.put(claim.endpoint(), text))) {
            note(
                    new Entry(
                            time.instant(),
                            Entry.Kind.REFUSED,
                            claim.endpoint(),
                            claim.owner(),
                            claim.purpose(),
                            who(refusal),
                            text,
                            ""));
        }
    }

    private static String who(Refusal refusal) {
        return refusal.holders().stream().map(Holder::describe).collect(Collectors.joining("; "));
    }

    private void note(Entry entry) {
        ledger.append(entry);
        var subject = entry.endpoint() == null ? "leases" : entry.endpoint().toString();
        journal.append("lease." + entry.kind().code(), subject, entry.text());
    }
}

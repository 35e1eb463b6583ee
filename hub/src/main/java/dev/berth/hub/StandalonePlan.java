package dev.berth.hub;

import dev.berth.journal.Journal;
import dev.berth.journal.Ledger;
import dev.berth.neighbours.Imports;
import dev.berth.neighbours.Neighbourhood;
import dev.berth.planning.PlanOfRecord;
import dev.berth.ports.Authority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a data directory that no hub runs on: to be looked at by anybody, or to be changed by
 * whoever holds the directory.
 */
public final class StandalonePlan implements AutoCloseable {
    private final Authority authority = new Authority();
    private final @Nullable DataDirectory data;
    private final @Nullable Ledger ledger;
    private final Neighbourhood neighbours;
    private final PlanOfRecord plan;

    private StandalonePlan(HubConfig config, Path path, @Nullable DataDirectory data) {
        this.data = data;
        var clock = Clock.systemUTC();
        var journal = new Journal(clock);
        neighbours = new Neighbourhood(config.planning().neighbours(), new Imports(path), journal);
        if (data == null) {
            ledger = null;
            plan =
                    new PlanOfRecord(
                            config.planning(),
                            path,
                            authority,
                            neighbours::all,
                            neighbours::damage,
                            note -> {});
        } else {
            ledger = new Ledger(path.resolve(Hub.LEDGER), config.ledger(), journal, clock);
            var notes = new PlanNotes(journal, ledger, clock);
            plan =
                    new PlanOfRecord(
                            config.planning(),
                            path,
                            authority,
                            neighbours::all,
                            neighbours::damage,
                            notes);
            ledger.start();
        }
    }

    /** To be looked at; nothing is written. */
    public static StandalonePlan toRead(HubConfig config, Path path) {
        return new StandalonePlan(config, path, null);
    }

    /**
     * To be changed; no hub starts on the directory meanwhile.
     *
     * @throws IOException with a sentence, when a hub has it or it cannot be written
     */
    public static StandalonePlan toChange(HubConfig config, Path path) throws IOException {
        return new StandalonePlan(config, path, DataDirectory.take(path));
    }

    public PlanOfRecord plan() {
        return plan;
    }

    public Neighbourhood neighbours() {
        return neighbours;
    }

    @Override
    public void close() {
        authority.close();
        if (ledger != null) {
            ledger.close();
        }
        if (data != null) {
            data.close();
        }
    }
}

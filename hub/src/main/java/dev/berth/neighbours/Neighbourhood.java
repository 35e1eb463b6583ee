package dev.berth.neighbours;

import dev.berth.journal.Journal;
import dev.berth.ports.Reservation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The neighbours of one hub: the files that its configuration names, read once at its start, and
 * what was imported.
 *
 * <p>{@code changing} is held while the file of imports is read and written; {@code all} and {@code
 * damage} are written under it and read by anybody.
 */
public final class Neighbourhood {
    private final ReentrantLock changing = new ReentrantLock();
    private final Imports imports;
    private final List<Reservation> configured;
    private volatile List<Reservation> all;
    private volatile @Nullable String damage;

    /** Reads everything; what cannot be read is said in the journal, and declares nothing. */
    public Neighbourhood(List<Path> files, Imports imports, Journal journal) {
        this.imports = imports;
        this.configured = configured(files, journal);
        this.all = configured;
        try {
            settle(imports.kept());
        } catch (BadNeighbour damaged) {
            damage = damaged.getMessage();
            say(journal, damaged);
        }
    }

    private static List<Reservation> configured(List<Path> files, Journal journal) {
        var found = new ArrayList<Reservation>();
        for (var file : files) {
            try {
                found.addAll(Neighbours.read(null, file));
            } catch (BadNeighbour bad) {
                say(journal, bad);
            }
        }
        return List.copyOf(found);
    }

    private static void say(Journal journal, BadNeighbour bad) {
        journal.append(
                "neighbour.unreadable", "ports.neighbours", String.valueOf(bad.getMessage()));
    }

    /** Every port that a neighbour declares. */
    public List<Reservation> all() {
        return all;
    }

    /** Why it is not known what was imported, in one sentence; empty when it is. */
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    /** Keeps what was imported, instead of what came from the same files before. */
    public void keep(List<Reservation> fresh) throws BadNeighbour, IOException {
        changing.lock();
        try {
            settle(imports.keep(fresh));
        } finally {
            changing.unlock();
        }
    }

    /** Forgets what was imported from a file; false when nothing was. */
    public boolean forget(String origin) throws BadNeighbour, IOException {
        changing.lock();
        try {
            boolean known = imports.forget(origin);
            settle(imports.kept());
            return known;
        } finally {
            changing.unlock();
        }
    }

    private void settle(List<Reservation> kept) {
        var both = new ArrayList<>(configured);
        both.addAll(kept);
        all = List.copyOf(both);
        damage = null;
    }
}

package dev.berth.journal;

import dev.berth.ports.Change;
import dev.berth.ports.Endpoint;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of the ledger: something that happened to a port.
 *
 * @param at when; the ledger keeps milliseconds
 * @param endpoint which port, or null where it is about the hub as a whole
 * @param owner whose the port is or was to be, empty when nobody's
 * @param purpose what for, empty when unknown
 * @param who the program that has or had it, such as {@code nginx (pid 812)}, empty when unknown
 * @param text one sentence for people, with the reason
 * @param lease the beginning of the lease's token, which tells leases apart and ends none; empty
 *     where there is no lease
 */
public record Entry(
        Instant at,
        Kind kind,
        @Nullable Endpoint endpoint,
        String owner,
        String purpose,
        String who,
        String text,
        String lease) {

    /** What happened. The words are stable: files and clients have them. */
    public enum Kind {
        /** A lease was granted. */
        GRANTED,
        /** A lease of an earlier hub goes on. */
        ADOPTED,
        /** Whoever a lease is for listens on its port. */
        BOUND,
        /** Nobody listens on the port of a lease any more. */
        UNBOUND,
        /** A peer came to a lease that waited for one. */
        CONNECTED,
        /** A lease was given back. */
        RELEASED,
        /** The term of a lease ended. */
        EXPIRED,
        /** The term of a lease is over, and the port still used. */
        OVERDUE,
        /** A claim was refused. */
        REFUSED,
        /** Two plans or claims meet on a port. */
        CONFLICT,
        /** Somebody was given another port than before. */
        MOVED,
        /** Somebody insisted, against a warning, and said why. */
        FORCED,
        /** A foreign process listens on a leased port. */
        INTRUDER,
        /** A foreign process has a port that is promised to somebody else. */
        SQUATTED,
        /** A lease outlived its use, or whoever could give it back. */
        LEAKED,
        /** Somebody who should listen does not. */
        GHOST,
        /** A process that an earlier hub left behind listens. */
        ORPHAN,
        /** A socket can be reached from further away than planned. */
        EXPOSED,
        /** Leases are granted, and the file in which they are remembered is in trouble. */
        FORGETFUL,
        /** What was found before is so no longer. */
        CLEARED,
        /** A hub began to write; leases of an earlier one are over. */
        STARTED,
        /** A hub ended as it should. */
        ENDED,
        /** Entries are missing here. */
        GAP;

        /** {@code granted}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As what a change is written down. */
        public static Kind of(Change change) {
            return switch (change) {
                case Change.Granted _ -> GRANTED;
                case Change.Adopted _ -> ADOPTED;
                case Change.Moved _ -> MOVED;
                case Change.Bound _ -> BOUND;
                case Change.Unbound _ -> UNBOUND;
                case Change.Connected _ -> CONNECTED;
                case Change.Overdue _ -> OVERDUE;
                case Change.Leaked _ -> LEAKED;
                case Change.Expired _ -> EXPIRED;
                case Change.Released _ -> RELEASED;
                case Change.Refused _ -> REFUSED;
                case Change.Intruder(_, var by) -> by.stale() ? ORPHAN : INTRUDER;
                case Change.Departed _ -> CLEARED;
                case Change.Forgetful _ -> FORGETFUL;
            };
        }

        /** The kind that a word names, in any case. */
        public static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.name().equalsIgnoreCase(word))
                    .findFirst();
        }
    }

    /** One about the hub as a whole. */
    static Entry ofHub(Instant at, Kind kind, String text) {
        var who = "pid " + ProcessHandle.current().pid();
        return new Entry(at, kind, null, "hub", "", who, text, "");
    }
}
